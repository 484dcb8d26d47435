package io.directorate.consensus.feed;

import io.directorate.consensus.cluster.HazelcastMember;
import io.directorate.consensus.cluster.MemberSettings;
import io.directorate.consensus.cluster.TestMembers;
import io.directorate.consensus.log.LogEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * One director in a process of its own: a member, an event bus, a follower, and a publisher that can lead. Takes commands
 * on its standard input. The log is the same in all, as far as it has grown; voters are asked over the event bus.
 */
final class DirectorMain {
    private static final long SEND_TIMEOUT_MILLIS = 2000;

    private final PrintStream out = System.out;
    private final String self;
    private final TestLog log = new TestLog("main");
    private final List<FeedItem> got = new CopyOnWriteArrayList<>();
    private final HazelcastMember member;
    private final Vertx vertx;
    private final FeedFollower follower;
    private final FeedPublisher publisher;

    private DirectorMain(String self, LogEndpoint endpoint, List<LogEndpoint> others) throws Exception {
        this.self = self;
        FeedSettings settings = new FeedSettings(
                "split",
                "one",
                TestMembers.RING.capacity(),
                4 << 20,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                256 << 10);
        this.member = HazelcastMember.start(
                new MemberSettings("split", "d" + self, endpoint, others, TestMembers.KEY, List.of(settings.ring())));
        this.vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setEventBusOptions(
                                new EventBusOptions().setHost(endpoint.host()).setPort(endpoint.port() + 1000)))
                .withClusterManager(member.clusterManager())
                .buildClustered()
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        vertx.eventBus().<String>consumer("ask" + self, message -> message.reply(self + message.body()));
        vertx.eventBus().<String>consumer("who", message -> message.reply(self));
        vertx.eventBus().<Long>consumer("head" + self, message -> message.reply(log.head()));
        this.follower = new FeedFollower(
                settings,
                TestMembers.KEY,
                new FeedFollower.Ports(member.ring(settings.ring().name()), new OverTheBus(), got::addAll),
                TestLog.NOTHING);
        this.publisher = new FeedPublisher(
                settings, TestMembers.KEY, member.ring(settings.ring().name()), log);
        follower.start();
        publisher.start();
    }

    /** Voters are 0 and 1. A voter that has not as much as another one answers with what it has. */
    private final class OverTheBus implements GapFiller {
        @Override
        public CompletionStage<List<FeedItem>> fill(Request request) {
            return head(request.attempt()).thenApply(head -> {
                List<FeedItem> items = new TestLog("main").grow(head.intValue()).all();
                int from = (int) Math.min(items.size(), request.from() - 1);
                return new ArrayList<>(items.subList(from, (int) Math.max(from, Math.min(items.size(), request.to()))));
            });
        }

        @Override
        public CompletionStage<Long> head(int attempt) {
            return vertx.eventBus()
                    .<Long>request("head" + attempt % 2, 0L, new DeliveryOptions().setSendTimeout(SEND_TIMEOUT_MILLIS))
                    .map(message -> message.body())
                    .toCompletionStage();
        }
    }

    private CompletableFuture<String> ask(String address) {
        return vertx.eventBus()
                .<String>request(address, "x", new DeliveryOptions().setSendTimeout(SEND_TIMEOUT_MILLIS))
                .map(message -> message.body())
                .otherwise(failure -> String.valueOf(failure.getMessage()))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private String command(String[] words) throws Exception {
        return switch (words[0]) {
            case "members" -> String.valueOf(member.members().size());
            case "merges" -> String.valueOf(member.counters().merges());
            case "grow" -> {
                log.grow(Integer.parseInt(words[1]));
                publisher.wake();
                yield String.valueOf(log.head());
            }
            case "lead" -> {
                publisher.lead();
                yield "leads";
            }
            case "follow" -> {
                publisher.follow();
                yield "follows";
            }
            case "got" -> got.equals(new TestLog("main").grow(got.size()).all()) ? String.valueOf(got.size()) : "WRONG";
            case "counters" -> follower.counters() + " " + publisher.counters() + " " + follower.problem();
            case "ask" -> ask(words[1]).get(10, TimeUnit.SECONDS);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    public static void main(String[] args) throws Exception {
        int self = Integer.parseInt(args[0]);
        List<LogEndpoint> all =
                Arrays.stream(args).skip(1).map(LogEndpoint::parse).toList();
        DirectorMain director = new DirectorMain(args[0], all.get(self), all);
        director.out.println("READY " + director.self);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer;
            try {
                answer = director.command(line.split(" ", -1));
            } catch (Exception failed) {
                answer = "FAILED " + failed;
            }
            director.out.println(answer);
        }
        Runtime.getRuntime().halt(0);
    }
}
