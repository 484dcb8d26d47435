package io.directorate.dataplane.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.dataplane.TableService;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateHashTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    @Test
    void addsAndTakesOutAsNumbersOf256Bits() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StateHash a = random(random);
            StateHash b = random(random);
            assertThat(number(a.plus(b))).isEqualTo(number(a).add(number(b)).mod(MODULUS));
            assertThat(number(a.minus(b)))
                    .isEqualTo(number(a).subtract(number(b)).mod(MODULUS));
        }
    }

    @Test
    void countsTheOrderOfServersOnlyWhereItMatters() {
        RealServer one = server("10.0.0.1:80");
        RealServer two = server("10.0.0.2:80");
        assertThat(hash("rr", one, two)).isEqualTo(hash("rr", two, one));
        assertThat(hash("sh", one, two)).isNotEqualTo(hash("sh", two, one));
        assertThat(hash("sh", one, two)).isNotEqualTo(hash("rr", one, two));
        assertThat(hash("rr", one, two.withWeight(2))).isNotEqualTo(hash("rr", one, two));
    }

    @Test
    void doesNotChangeFromVersionToVersion() {
        assertThat(hash("rr", server("10.0.0.1:80")).toString())
                .isEqualTo("c696d37af4f10fa4fba04637cf998540f3fb9025f0d4462d07a4a4539f68c87b");
    }

    private static StateHash hash(String scheduler, RealServer... servers) {
        VirtualService service = VirtualService.of(ServiceKey.parse("tcp:192.0.2.1:80"), new Scheduler(scheduler));
        return StateHash.of(TableService.of(service, List.of(servers)));
    }

    private static RealServer server(String endpoint) {
        return RealServer.of(Endpoint.parse(endpoint), ForwardingMethod.DR);
    }

    private static StateHash random(Random random) {
        long[] parts = new long[4];
        for (int i = 0; i < 4; i++) {
            parts[i] = random.nextInt(3) == 0 ? -1 : random.nextInt(3) == 0 ? 0 : random.nextLong();
        }
        return new StateHash(parts[0], parts[1], parts[2], parts[3]);
    }

    private static BigInteger number(StateHash hash) {
        return new BigInteger(hash.toString(), 16);
    }
}
