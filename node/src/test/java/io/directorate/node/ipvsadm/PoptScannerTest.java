package io.directorate.node.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoptScannerTest {
    private static List<String> scan(String... words) {
        PoptScanner scanner = new PoptScanner(List.of(words));
        List<String> seen = new ArrayList<>();
        for (PoptScanner.Option option = scanner.next(); option != null; option = scanner.next()) {
            seen.add(option.word() + (option.argument() == null ? "" : "=" + option.argument()));
        }
        if (scanner.error() != null) {
            seen.add("! " + scanner.lastWord() + ": " + scanner.error());
        }
        scanner.leftovers().forEach(word -> seen.add("+" + word));
        return seen;
    }

    @Test
    void takesShortOptionsCombinedAndWithAttachedValues() {
        assertThat(scan("-Ln")).containsExactly("LIST", "NUMERIC");
        assertThat(scan("-At", "1.2.3.4:80")).containsExactly("ADD_SERVICE", "TCP_SERVICE=1.2.3.4:80");
        assertThat(scan("-t1.2.3.4:80", "-u=5.6.7.8:53"))
                .containsExactly("TCP_SERVICE=1.2.3.4:80", "UDP_SERVICE=5.6.7.8:53");
    }

    @Test
    void takesLongOptionsOnlyInFull() {
        assertThat(scan("--list", "--weight=3", "--weight", "4")).containsExactly("LIST", "WEIGHT=3", "WEIGHT=4");
        assertThat(scan("--lis")).containsExactly("! --lis: unknown option");
        assertThat(scan("--=x")).containsExactly("! --=x: unknown option");
    }

    @Test
    void takesAnOptionalValueUnlessADashFollows() {
        assertThat(scan("-p", "300")).containsExactly("PERSISTENT=300");
        assertThat(scan("-p", "-s", "rr")).containsExactly("PERSISTENT", "SCHEDULER=rr");
        assertThat(scan("-p")).containsExactly("PERSISTENT");
        assertThat(scan("-p100", "--persistent=")).containsExactly("PERSISTENT=100", "PERSISTENT=");
        assertThat(scan("-ps")).containsExactly("PERSISTENT=s");
    }

    @Test
    void givesARequiredValueEvenIfItBeginsWithADash() {
        assertThat(scan("-f", "-1")).containsExactly("FWMARK_SERVICE=-1");
        assertThat(scan("-s")).containsExactly("! -s: missing argument");
    }

    @Test
    void refusesAValueWhereNoneIsTaken() {
        assertThat(scan("--stats=1")).containsExactly("! --stats=1: option does not take an argument");
        assertThat(scan("-Ln=5")).containsExactly("LIST", "! -Ln=5: option does not take an argument");
    }

    @Test
    void leavesOverWhatIsNoOption() {
        assertThat(scan("a", "-n", "-", "", "--", "-L")).containsExactly("NUMERIC", "+a", "+-", "+", "+-L");
    }
}
