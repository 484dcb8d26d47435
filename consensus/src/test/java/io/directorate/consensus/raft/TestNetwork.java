package io.directorate.consensus.raft;

import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;
import org.apache.ratis.proto.RaftProtos.FileChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/**
 * The network between the logs of one test, in which what one sends to another can be held back, as it is by TCP while a
 * firewall drops its packets. Who sends is known by the certificate.
 */
final class TestNetwork {
    private record Way(String from, String to) {}

    private final Set<Way> cut = ConcurrentHashMap.newKeySet();
    private final Set<Direction> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger toBreak = new AtomicInteger();
    private final AtomicInteger toSpoil = new AtomicInteger();

    /** Holds back everything that one sends to another, requests and answers. */
    void cutOneWay(String from, String to) {
        cut.add(new Way(from, to));
    }

    void cut(String one, String other) {
        cutOneWay(one, other);
        cutOneWay(other, one);
    }

    /** Lets everything pass again, and what was held back first. */
    void heal() {
        cut.clear();
        open.forEach(Direction::pass);
    }

    /** One direction of one call. */
    private final class Direction {
        private final Way way;
        private final ArrayDeque<Runnable> held = new ArrayDeque<>();

        private Direction(String from, String to) {
            this.way = new Way(from, to);
            open.add(this);
        }

        synchronized void send(Runnable message) {
            if (held.isEmpty() && !cut.contains(way)) {
                message.run();
            } else {
                held.add(message);
            }
        }

        synchronized void pass() {
            while (!held.isEmpty() && !cut.contains(way)) {
                held.remove().run();
            }
        }

        void end() {
            open.remove(this);
        }
    }

    /** Ends so many of the next copies of the state in the middle. */
    void breakCopies(int count) {
        toBreak.set(count);
    }

    /** Changes a byte in so many of the copies of the state that come after the broken ones. */
    void spoilCopies(int count) {
        toSpoil.set(count);
    }

    int copiesLeftToHarm() {
        return toBreak.get() + toSpoil.get();
    }

    private static boolean isMiddle(Object message) {
        return message instanceof InstallSnapshotRequestProto copy
                && copy.hasSnapshotChunk()
                && copy.getSnapshotChunk().getRequestIndex() == 1;
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    private static InstallSnapshotRequestProto spoilt(InstallSnapshotRequestProto copy) {
        InstallSnapshotRequestProto.Builder changed = copy.toBuilder();
        FileChunkProto.Builder chunk = changed.getSnapshotChunkBuilder().getFileChunksBuilder(0);
        byte[] data = chunk.getData().toByteArray();
        data[data.length / 2] ^= 1;
        chunk.setData(ByteString.copyFrom(data));
        return changed.build();
    }

    /** What makes the server of a member lose what is cut. */
    UnaryOperator<NettyServerBuilder> at(String self) {
        return builder -> builder.intercept(new Loss(self));
    }

    private final class Loss implements ServerInterceptor {
        private final String self;

        private Loss(String self) {
            this.self = self;
        }

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String peer = name(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
            Direction there = new Direction(peer, self);
            Direction back = new Direction(self, peer);
            ServerCall<Q, A> answering = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                @Override
                public void sendMessage(A message) {
                    back.send(() -> super.sendMessage(message));
                }

                @Override
                public void close(Status status, Metadata trailers) {
                    back.send(() -> super.close(status, trailers));
                }

                @Override
                public void sendHeaders(Metadata answer) {
                    back.send(() -> super.sendHeaders(answer));
                }
            };
            return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
                    next.startCall(answering, headers)) {
                @Override
                @SuppressWarnings("unchecked") // It is of the type that it was copied from.
                public void onMessage(Q message) {
                    if (isMiddle(message) && takeOne(toBreak)) {
                        call.close(Status.UNAVAILABLE.withDescription("broken by the test"), new Metadata());
                    } else if (isMiddle(message) && takeOne(toSpoil)) {
                        there.send(() -> super.onMessage((Q) spoilt((InstallSnapshotRequestProto) message)));
                    } else {
                        there.send(() -> super.onMessage(message));
                    }
                }

                @Override
                public void onHalfClose() {
                    there.send(super::onHalfClose);
                }

                @Override
                public void onCancel() {
                    there.send(super::onCancel);
                    there.end();
                    back.end();
                }

                @Override
                public void onComplete() {
                    there.send(super::onComplete);
                    there.end();
                    back.end();
                }
            };
        }

        private static String name(SSLSession session) {
            try {
                X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
                return certificate.getSubjectX500Principal().getName().substring("CN=".length());
            } catch (javax.net.ssl.SSLPeerUnverifiedException nobody) {
                throw new IllegalStateException(nobody);
            }
        }
    }
}
