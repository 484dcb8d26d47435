package io.directorate.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneChange.AddServer;
import io.directorate.dataplane.DataplaneChange.AddService;
import io.directorate.dataplane.DataplaneChange.DeleteServer;
import io.directorate.dataplane.DataplaneChange.DeleteService;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.DataplaneException.Reason;
import io.directorate.dataplane.FailedChange;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.fake.FakeKernel;
import io.directorate.dataplane.fake.Fault;
import io.directorate.dataplane.ipvs.IpvsProtocol.Command;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel's dataplane makes of a kernel that does not answer as it should. */
class KernelDataplaneTest {
    private static final ServiceKey WEB = ServiceKey.parse("tcp:192.0.2.1:80");
    private static final ServiceKey MAIL = ServiceKey.parse("tcp:192.0.2.1:25");
    private static final Scheduler RR = new Scheduler("rr");

    private final FakeKernel kernel = new FakeKernel();
    private final List<Dataplane> opened = new ArrayList<>();
    private final Path sysctls;
    private final Dataplane dataplane;

    KernelDataplaneTest(@TempDir Path sysctls) {
        this.sysctls = sysctls;
        this.dataplane = open();
    }

    private Dataplane open() {
        Dataplane one = kernel.dataplane(sysctls);
        opened.add(one);
        return one;
    }

    @BeforeEach
    void fillTheTable() {
        ApplyResult result = dataplane.apply(List.of(
                new AddService(VirtualService.of(WEB, RR)),
                new AddServer(WEB, nat("10.0.0.1:80")),
                new AddServer(WEB, nat("10.0.0.2:80")),
                new AddService(VirtualService.of(MAIL, RR)),
                new DataplaneChange.StartDaemon(SyncDaemon.of(SyncDaemon.State.MASTER, "lo", 1))));
        assertThat(result.succeeded()).isTrue();
        kernel.resetCounts();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Dataplane::close);
    }

    @Test
    void everyReadEndsInATypedErrorOrTheTruthWhateverHappensToAnAnswer() {
        Set<Fault> silentLosses = EnumSet.of(Fault.DROP_REPLY, Fault.DELAY, Fault.WRONG_SEQUENCE, Fault.WRONG_PORT);
        readsUnder(EnumSet.complementOf(EnumSet.copyOf(silentLosses)), true);
    }

    /** The kernel never loses a part of a dump in silence; should it, the next read has to be right again. */
    @Test
    void everyReadEndsAndTheNextIsTheTruthWhenAnAnswerIsLostInSilence() {
        readsUnder(EnumSet.of(Fault.DROP_REPLY, Fault.DELAY, Fault.WRONG_SEQUENCE, Fault.WRONG_PORT), false);
    }

    private void readsUnder(Set<Fault> faults, boolean mustBeTrue) {
        IpvsTable truth = dataplane.read();
        int errors = 0;
        for (Fault fault : faults) {
            for (int pass = 0; pass < 6; pass++) {
                for (Map.Entry<String, Consumer<Dataplane>> read :
                        reads(mustBeTrue ? truth : null).entrySet()) {
                    kernel.pass(pass);
                    kernel.inject(fault);
                    String what = read.getKey() + " with " + fault + " after " + pass;
                    errors += endsWell(what, fault, read.getValue()) ? 0 : 1;
                    drainFaults();
                    assertThat(dataplane.read()).as("after " + what).isEqualTo(truth);
                }
            }
        }
        assertThat(errors).isPositive();
        assertThat(kernel.changeMessages()).isZero();
    }

    private boolean endsWell(String what, Fault fault, Consumer<Dataplane> read) {
        try {
            read.accept(dataplane);
            return true;
        } catch (DataplaneException e) {
            if (fault != Fault.GARBAGE) {
                assertThat(e.reason()).as(what).isIn(Reason.UNKNOWN_OUTCOME, Reason.BAD_ANSWER);
            }
            assertThat(e).as(what).hasMessageStartingWith("cannot read");
            return false;
        }
    }

    private static Map<String, Consumer<Dataplane>> reads(@Nullable IpvsTable truth) {
        Map<String, Consumer<Dataplane>> reads = new LinkedHashMap<>();
        reads.put("read", dataplane -> check(dataplane.read(), truth));
        reads.put("snapshot", dataplane -> check(dataplane.snapshot().table(), truth));
        reads.put("readService", dataplane -> {
            Optional<TableService> service = dataplane.readService(WEB);
            assertThat(truth == null ? service : truth.service(WEB)).isEqualTo(service);
        });
        reads.put(
                "timeouts",
                dataplane -> assertThat(dataplane.timeouts().tcpSeconds()).isEqualTo(900));
        reads.put("daemons", dataplane -> assertThat(dataplane.daemons()).hasSizeLessThanOrEqualTo(1));
        return reads;
    }

    private static void check(IpvsTable table, @Nullable IpvsTable truth) {
        assertThat(truth == null ? table : truth).isEqualTo(table);
    }

    /** Uses up the faults that were not reached. */
    private void drainFaults() {
        for (int i = 0; i < 8; i++) {
            try {
                dataplane.timeouts();
            } catch (DataplaneException e) {
                assertThat(e).hasMessageStartingWith("cannot read");
            }
        }
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenAnAcknowledgementIsLost() {
        for (Fault fault : List.of(Fault.DROP_REPLY, Fault.DELAY, Fault.NO_BUFFERS, Fault.WRONG_SEQUENCE)) {
            kernel.inject(fault);

            DataplaneException error = catchThrowableOfType(
                    DataplaneException.class, () -> dataplane.apply(List.of(new DeleteService(MAIL))));

            assertThat(error.reason()).as(fault.name()).isEqualTo(Reason.UNKNOWN_OUTCOME);
            assertThat(error).hasMessageContaining("read the table again");
            assertThat(dataplane.readService(MAIL)).isEmpty();
            assertThat(dataplane
                            .apply(List.of(new AddService(VirtualService.of(MAIL, RR))))
                            .succeeded())
                    .isTrue();
        }
    }

    @Test
    void readsAgainWhenTheKernelSaysThatADumpWasInterrupted() {
        kernel.inject(Fault.DUMP_INTERRUPTED);

        assertThat(dataplane.read().services()).containsOnlyKeys(MAIL, WEB);
    }

    @Test
    void readsAgainWhenAServiceGoesWhileItsServersAreRead() {
        Dataplane other = open();
        kernel.resetCounts();
        kernel.beforeNextMessage(command -> assertThat(command).isEqualTo(Command.GET_SERVICE));
        kernel.beforeNextMessage(command -> other.apply(List.of(new DeleteService(WEB))));

        IpvsTable table = dataplane.read();

        assertThat(table.services()).containsOnlyKeys(MAIL);
        assertThat(kernel.messages(Command.GET_SERVICE)).isEqualTo(3);
    }

    @Test
    void readsAnUnchangedTableWithOneMessageForEachServiceAndTwoForAll() {
        dataplane.read();

        assertThat(kernel.messages(Command.GET_SERVICE)).isEqualTo(2);
        assertThat(kernel.messages(Command.GET_DEST)).isEqualTo(2);
        assertThat(kernel.changeMessages()).isZero();
    }

    @Test
    void readsABigTableOnSeveralLanesAndStaysRightUnderFaults() {
        List<DataplaneChange> changes = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            ServiceKey key = ServiceKey.parse("udp:192.0.2.1:" + i);
            changes.add(new AddService(VirtualService.of(key, RR)));
            for (int j = 0; j < i % 4; j++) {
                changes.add(new AddServer(key, nat("10.0.1." + (j + 1) + ":" + i)));
            }
        }
        assertThat(dataplane.apply(changes).succeeded()).isTrue();
        IpvsTable truth = dataplane.read();
        assertThat(truth.services()).hasSize(102);
        assertThat(truth.serverCount()).isEqualTo(152);

        for (Fault fault : List.of(
                Fault.CUT_REPLY,
                Fault.CUT_HEADER,
                Fault.OVERSIZE,
                Fault.NO_BUFFERS,
                Fault.WRONG_TYPE,
                Fault.WRONG_COMMAND)) {
            for (int pass = 0; pass < 40; pass += 3) {
                kernel.pass(pass);
                kernel.inject(fault);
                endsWell(fault + " after " + pass, fault, one -> check(one.read(), truth));
                assertThat(dataplane.read()).as(fault + " after " + pass).isEqualTo(truth);
            }
        }
        kernel.pass(10);
        kernel.inject(Fault.DUMP_INTERRUPTED);
        assertThat(dataplane.read()).isEqualTo(truth);
        assertThat(dataplane.snapshot().table()).isEqualTo(truth);
    }

    @Test
    void tellsAServiceThatGoesWhileItIsRead() {
        Dataplane other = open();
        kernel.beforeNextMessage(command -> assertThat(command).isEqualTo(Command.GET_SERVICE));
        kernel.beforeNextMessage(command -> other.apply(List.of(new DeleteService(WEB))));

        assertThat(dataplane.readService(WEB)).isEmpty();
    }

    @Test
    void sendsOneMessageForEachChangeAndManyInOneSend() {
        List<DataplaneChange> changes = new ArrayList<>();
        for (int i = 1; i <= 250; i++) {
            changes.add(new AddServer(WEB, nat("10.1.0." + i + ":80")));
        }

        assertThat(dataplane.apply(changes).succeeded()).isTrue();

        assertThat(kernel.changeMessages()).isEqualTo(250);
        assertThat(kernel.messages(Command.NEW_DEST)).isEqualTo(250);
        assertThat(kernel.sends()).isLessThanOrEqualTo(3);
    }

    @Test
    void appliesNothingWithoutAWord() {
        assertThat(dataplane.apply(List.of()).succeeded()).isTrue();
        assertThat(kernel.sends()).isZero();
    }

    @Test
    void saysThatIpvsIsMissing() {
        kernel.setLoaded(false);

        DataplaneException atOpen = catchThrowableOfType(DataplaneException.class, this::open);
        assertThat(atOpen.reason()).isEqualTo(Reason.NO_IPVS);
        assertThat(atOpen.errno()).contains("ENOENT");
        assertThat(atOpen).hasMessageContaining("modprobe ip_vs");

        DataplaneException later = catchThrowableOfType(DataplaneException.class, () -> dataplane.read());
        assertThat(later.reason()).isEqualTo(Reason.NO_IPVS);
    }

    @Test
    void saysThatThePrivilegeIsMissing() {
        kernel.setPermitted(false);

        DataplaneException error = catchThrowableOfType(DataplaneException.class, this::open);

        assertThat(error.reason()).isEqualTo(Reason.NO_PERMISSION);
        assertThat(error.errno()).contains("EPERM");
        assertThat(error).hasMessageContaining("CAP_NET_ADMIN");
        List<FailedChange> failures =
                dataplane.apply(List.of(new DeleteService(WEB))).failures();
        assertThat(failures).extracting(FailedChange::errno).containsExactly("EPERM");
        assertThat(failures.get(0).message()).contains("CAP_NET_ADMIN");
    }

    @Test
    void saysWhatIsWrongWithAChange() {
        kernel.setIpv6(false);
        kernel.removeScheduler("mh");

        assertThat(why(new AddService(VirtualService.of(ServiceKey.parse("tcp:[2001:db8::1]:80"), RR))))
                .startsWith("EAFNOSUPPORT, ")
                .contains("IPv6");
        assertThat(why(new AddService(VirtualService.of(ServiceKey.parse("udp:192.0.2.1:80"), new Scheduler("mh")))))
                .startsWith("ENOENT, ")
                .contains("ip_vs_mh");
        assertThat(why(new DeleteService(ServiceKey.parse("fwmark:7"))))
                .isEqualTo("ESRCH, there is no service fwmark:7");
        assertThat(why(new DeleteServer(WEB, Endpoint.parse("10.0.0.9:80"))))
                .isEqualTo("ENOENT, the service has no such real server");
        FailedChange failure = dataplane
                .apply(List.of(new AddServer(WEB, nat("10.0.0.1:80"))))
                .failures()
                .get(0);
        assertThat(failure.describe())
                .isEqualTo("add real server 10.0.0.1:80 nat weight 1 to tcp:192.0.2.1:80: EEXIST, the service has this "
                        + "real server already");
    }

    private String why(DataplaneChange change) {
        return dataplane.apply(List.of(change)).failures().get(0).message();
    }

    @Test
    void saysThatANamespaceIsMissing() {
        DataplaneException error = catchThrowableOfType(
                DataplaneException.class,
                () -> KernelDataplane.open(Optional.of(sysctls.resolve("nosuch")), Duration.ofSeconds(1)));

        assertThat(error.reason()).isEqualTo(Reason.REFUSED);
        assertThat(error.errno()).contains("ENOENT");
        assertThat(error).hasMessageContaining("nosuch").hasMessageContaining("ip netns add");
    }

    @Test
    void failsCleanlyAfterItWasClosed() {
        dataplane.close();
        dataplane.close();

        DataplaneException error = catchThrowableOfType(DataplaneException.class, () -> dataplane.read());

        assertThat(error.errno()).contains("EBADF");
        assertThat(kernel.dataplane(sysctls).read().services()).hasSize(2);
    }

    private static RealServer nat(String endpoint) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.NAT);
    }
}
