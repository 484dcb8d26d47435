package io.directorate.node.ipvsadm;

import java.nio.file.*;
import java.util.*;

final class CallsMain {
    public static void main(String[] a) throws Exception {
        List<TranscriptMain.Call> all = new ArrayList<>();
        all.addAll(Calls.table());
        all.addAll(Calls.listings());
        all.addAll(Calls.wrong());
        all.addAll(Calls.listings());
        all.addAll(Calls.restores());
        all.addAll(Calls.daemons());
        StringBuilder b = new StringBuilder();
        for (var c : all) b.append(c.encode()).append('\n');
        Files.writeString(Path.of(a[0]), b);
    }
}
