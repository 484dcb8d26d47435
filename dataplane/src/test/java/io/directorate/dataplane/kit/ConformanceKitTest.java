package io.directorate.dataplane.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.directorate.dataplane.ApplyResult;
import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneInfo;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.SyncDaemon;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics;
import io.directorate.dataplane.fake.FakeKernel;
import io.directorate.dataplane.kit.FakeDataplaneConformanceTest.FakeBench;
import io.directorate.events.model.ServiceKey;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The kit itself: each of its tests tells a dataplane that does nothing from one that works. */
class ConformanceKitTest {
    private static final int TESTS_AT_LEAST = 35;

    @Test
    void everyTestFailsOnADataplaneThatDoesNothing() throws Exception {
        List<String> passed = new ArrayList<>();
        List<Method> tests = tests();
        for (Method test : tests) {
            OnNothing kit = new OnNothing();
            kit.openBench();
            Throwable failure = catchThrowable(() -> test.invoke(kit));
            if (failure == null) {
                passed.add(test.getName());
            }
            kit.closeBench();
        }
        assertThat(passed).as("tests that a dataplane without effect passes").isEmpty();
        assertThat(tests).hasSizeGreaterThanOrEqualTo(TESTS_AT_LEAST);
    }

    private static List<Method> tests() {
        List<Method> tests = new ArrayList<>();
        for (Class<?> kind = DataplaneConformance.class; kind != Object.class; kind = kind.getSuperclass()) {
            for (Method method : kind.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    tests.add(method);
                }
            }
        }
        return tests;
    }

    /** The kit on a dataplane that answers everything and does nothing. */
    private static final class OnNothing extends DataplaneConformance {
        @Override
        Bench open() {
            return new FakeBench(new FakeKernel(), new Nothing());
        }
    }

    /** Says that all was done, and has nothing. */
    private static final class Nothing implements Dataplane {
        @Override
        public IpvsTable read() {
            return IpvsTable.EMPTY;
        }

        @Override
        public Optional<TableService> readService(ServiceKey key) {
            return Optional.empty();
        }

        @Override
        public IpvsSnapshot snapshot() {
            return new IpvsSnapshot(IpvsTable.EMPTY, new TableStatistics(Map.of()));
        }

        @Override
        public Optional<IpvsSnapshot> snapshotOf(ServiceKey key) {
            return Optional.empty();
        }

        @Override
        public ApplyResult apply(List<DataplaneChange> changes) {
            return ApplyResult.DONE;
        }

        @Override
        public ConnectionTimeouts timeouts() {
            return new ConnectionTimeouts(0, 0, 0);
        }

        @Override
        public List<SyncDaemon> daemons() {
            return List.of();
        }

        @Override
        public Optional<String> sysctl(String name) {
            return Optional.empty();
        }

        @Override
        public DataplaneInfo info() {
            return new DataplaneInfo("nothing", "", 0);
        }

        @Override
        public void close() {}
    }
}
