package io.directorate.dataplane.ipvs;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.DataplaneException.Reason;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.netlink.BatchFailure;
import io.directorate.dataplane.netlink.Errno;
import io.directorate.dataplane.netlink.GenericFamily;
import io.directorate.dataplane.netlink.GenericNetlink;
import io.directorate.dataplane.netlink.MalformedMessageException;
import io.directorate.dataplane.netlink.Message;
import io.directorate.dataplane.netlink.NetlinkConnection;
import io.directorate.dataplane.netlink.NetlinkException;
import io.directorate.dataplane.netlink.NetlinkLanes;
import io.directorate.dataplane.netlink.NetlinkTrace;
import io.directorate.dataplane.netlink.NetlinkTransport;
import io.directorate.dataplane.netlink.ReceivedMessage;
import io.directorate.dataplane.socket.LinuxNetlinkSocket;
import io.directorate.dataplane.socket.NetlinkProtocol;
import io.directorate.dataplane.socket.NetworkNamespace;
import io.directorate.dataplane.socket.RingLanes;
import io.directorate.dataplane.socket.SystemCallException;
import io.directorate.events.model.ServiceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The kernel's IPVS table in one network namespace.
 *
 * <p>Changes are sent many to a system call, with one acknowledgement for all of them; see {@link NetlinkConnection#batch}. One thread at a
 * time. A dataplane that could not be reached stays usable.
 */
public final class KernelDataplane implements Dataplane {
    private final NetlinkConnection connection;
    private final IpvsMessages messages;
    private final IpvsReplies replies;
    private final TableReader reader;
    private final Surroundings surroundings;

    /**
     * Makes one of its parts.
     *
     * @param family IPVS as the running kernel numbers it
     * @param connection on generic netlink; closed with this
     * @param sysctlRoot directory of the settings {@code net.ipv4.vs}
     */
    public KernelDataplane(GenericFamily family, NetlinkConnection connection, Path sysctlRoot) {
        this(family, connection, new Surroundings(new Sysctls(sysctlRoot, Sysctls.Place.HERE), Lanes.none(), () -> {}));
    }

    private KernelDataplane(GenericFamily family, NetlinkConnection connection, Surroundings surroundings) {
        this.connection = connection;
        this.messages = new IpvsMessages(family);
        this.replies = new IpvsReplies(family.id());
        this.reader = new TableReader(connection, messages, replies, surroundings.lanes);
        this.surroundings = surroundings;
    }

    /** What a dataplane has beside its connection. */
    private record Surroundings(Sysctls sysctls, Lanes lanes, Runnable onClose) {
        void close() {
            lanes.close();
            onClose.run();
        }
    }

    /**
     * Opens the kernel's table; asks the kernel who it is, so that a missing module or privilege is known at once.
     *
     * @param namespace file of the network namespace, such as {@code /run/netns/blue}; empty for that of the calling thread
     * @param timeout the longest wait for an answer of the kernel, more than zero
     * @return the dataplane
     * @throws DataplaneException with {@link Reason#NO_IPVS}, {@link Reason#NO_PERMISSION} or, if the namespace is not there,
     *     {@link Reason#REFUSED}
     */
    public static KernelDataplane open(Optional<Path> namespace, Duration timeout) {
        String what = namespace.map(path -> "enter network namespace " + path).orElse("open a netlink socket");
        NetworkNamespace held =
                systemCall(what, () -> namespace.map(NetworkNamespace::open).orElseGet(NetworkNamespace::current));
        try {
            NetlinkTransport transport = systemCall(
                    what,
                    () -> namespace.isPresent()
                            ? LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC, held)
                            : LinuxNetlinkSocket.open(NetlinkProtocol.GENERIC));
            Sysctls.Place place = namespace.isPresent() ? placeIn(held) : Sysctls.Place.HERE;
            NetlinkTrace trace = trace();
            Lanes lanes = new Lanes(() -> RingLanes.open(NetlinkProtocol.GENERIC, held), timeout, trace);
            Surroundings surroundings = new Surroundings(new Sysctls(Sysctls.KERNEL_ROOT, place), lanes, held::close);
            return open(new NetlinkConnection(transport, timeout, trace), surroundings);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /**
     * Opens the table behind a transport, real or not.
     *
     * @param transport on generic netlink; closed with this, and if it cannot be opened
     * @param lanes opens more of them for reading big tables, at the first need; may give none
     * @param timeout the longest wait for an answer, more than zero
     * @param sysctlRoot directory of the settings {@code net.ipv4.vs}
     * @return the dataplane
     * @throws DataplaneException as {@link #open(Optional, Duration)} does
     */
    public static KernelDataplane open(
            NetlinkTransport transport, Supplier<Optional<NetlinkLanes>> lanes, Duration timeout, Path sysctlRoot) {
        NetlinkTrace trace = trace();
        Surroundings surroundings = new Surroundings(
                new Sysctls(sysctlRoot, Sysctls.Place.HERE), new Lanes(lanes, timeout, trace), () -> {});
        return open(new NetlinkConnection(transport, timeout, trace), surroundings);
    }

    private static NetlinkTrace trace() {
        return NetlinkTrace.fromEnvironment(NetlinkTrace::genericHeader);
    }

    private static KernelDataplane open(NetlinkConnection connection, Surroundings surroundings) {
        try {
            GenericFamily family = GenericNetlink.resolve(connection, IpvsProtocol.FAMILY);
            KernelDataplane dataplane = new KernelDataplane(family, connection, surroundings);
            dataplane.info();
            return dataplane;
        } catch (NetlinkException e) {
            connection.close();
            throw Failures.of("open IPVS", e);
        } catch (DataplaneException e) {
            connection.close();
            throw e;
        }
    }

    private static Sysctls.Place placeIn(NetworkNamespace namespace) {
        return new Sysctls.Place() {
            @Override
            public <T> T call(Callable<T> work) {
                return namespace.call(work);
            }
        };
    }

    private static <T> T systemCall(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SystemCallException e) {
            boolean denied = e.is(Errno.EPERM) || e.is(Errno.EACCES);
            String advice = denied
                    ? "; " + Failures.GRANT + ", and CAP_SYS_ADMIN to enter another one"
                    : e.is(Errno.ENOENT) ? "; make it with 'ip netns add'" : "";
            throw new DataplaneException(
                    denied ? Reason.NO_PERMISSION : Reason.REFUSED,
                    "cannot " + what + ": " + e.getMessage() + advice,
                    Errno.nameOf(e.errno()),
                    e);
        }
    }

    @Override
    public IpvsTable read() {
        return guarded("read the table", () -> reader.readAll(false)).table();
    }

    @Override
    public Optional<TableService> readService(ServiceKey key) {
        return guarded("read " + key, () -> reader.readOne(key, false))
                .flatMap(snapshot -> snapshot.table().service(key));
    }

    @Override
    public IpvsSnapshot snapshot() {
        return guarded("read the table", () -> reader.readAll(true));
    }

    @Override
    public Optional<IpvsSnapshot> snapshotOf(ServiceKey key) {
        return guarded("read " + key, () -> reader.readOne(key, true));
    }

    @Override
    public ConnectionTimeouts timeouts() {
        return one("read the timeouts", messages.getTimeouts(), replies::timeouts);
    }

    @Override
    public DataplaneInfo info() {
        return one("ask for the version of IPVS", messages.getInfo(), replies::info);
    }

    @Override
    public List<SyncDaemon> daemons() {
        return guarded(
                "read the synchronisation daemons", () -> connection.dump(messages.dumpDaemons(), replies::daemon));
    }

    @Override
    public Optional<String> sysctl(String name) {
        return surroundings.sysctls.read(name);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A daemon is stopped together with a harmless question, because the kernel does not acknowledge the stop of a daemon whose thread has
     * not run yet: {@code kthread_stop} gives EINTR then, for which {@code netlink_rcv_skb} sends nothing.
     */
    @Override
    public ApplyResult apply(List<DataplaneChange> changes) {
        List<FailedChange> failures = new ArrayList<>();
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof DataplaneChange.SetSysctl set) {
                send(changes, i - batch.size(), batch, failures);
                write(i, set, failures);
            } else if (changes.get(i) instanceof DataplaneChange.StopDaemon) {
                send(changes, i - batch.size(), batch, failures);
                batch.add(messages.of(changes.get(i)));
                batch.add(messages.getInfo());
                send(changes, i, batch, failures);
            } else {
                batch.add(messages.of(changes.get(i)));
            }
        }
        send(changes, changes.size() - batch.size(), batch, failures);
        return failures.isEmpty() ? ApplyResult.DONE : new ApplyResult(failures);
    }

    /** Sends the messages of the changes from an index on, and empties the batch. */
    private void send(List<DataplaneChange> changes, int first, List<Message> batch, List<FailedChange> failures) {
        if (batch.isEmpty()) {
            return;
        }
        String what = "apply " + changes.size() + (changes.size() == 1 ? " change" : " changes");
        for (BatchFailure failure : guarded(what, () -> connection.batch(batch))) {
            int index = first + failure.index();
            NetlinkException error = failure.error();
            DataplaneChange change = changes.get(index);
            failures.add(new FailedChange(index, change, error.errnoName(), Failures.why(change, error)));
        }
        batch.clear();
    }

    private void write(int index, DataplaneChange.SetSysctl set, List<FailedChange> failures) {
        surroundings
                .sysctls
                .write(set.name(), set.value())
                .ifPresent(errno -> failures.add(
                        new FailedChange(index, set, errno.name(), errno + ", " + Failures.meaning(set, errno))));
    }

    private <T> T one(String what, Message message, Function<ReceivedMessage, T> decoder) {
        return guarded(what, () -> {
            List<T> answers = connection.request(message, decoder);
            if (answers.size() != 1) {
                throw new MalformedMessageException(
                        "answer to " + message.operation(), 0, "one message", String.valueOf(answers.size()));
            }
            return answers.get(0);
        });
    }

    private static <T> T guarded(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (NetlinkException e) {
            throw Failures.of("cannot " + what, e);
        }
    }

    @Override
    public void close() {
        connection.close();
        surroundings.close();
    }
}
