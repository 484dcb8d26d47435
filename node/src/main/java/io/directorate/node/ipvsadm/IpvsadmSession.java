package io.directorate.node.ipvsadm;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.TableStatistics;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one call of {@code ipvsadm}, a restore with all its lines included. Changes of a restore are gathered and carried out
 * together; their errors come out as if each had been tried alone. One use, one thread.
 */
final class IpvsadmSession {
    private static final int DONE = 0;

    private final String program;
    private final NameResolver names;
    private final Access access;
    private final Streams streams;
    private final IpvsadmParser parser;
    private final List<IpvsadmCall.Change> waiting = new ArrayList<>();

    /** How the table is reached. Neither is asked for before it is needed; both may throw {@link CallFailure}. */
    interface Access {
        /** The kernel's table, for reading. */
        Dataplane kernel();

        /** Where changes go. */
        IpvsadmBackend backend();
    }

    /**
     * What the call reads and prints.
     *
     * @param in lines of a restore
     * @param out listings
     * @param err errors and warnings
     * @param connections the kernel's list of connections
     */
    record Streams(InputStream in, PrintStream out, PrintStream err, Path connections) {}

    IpvsadmSession(String program, NameResolver names, Access access, Streams streams) {
        this.program = program;
        this.names = names;
        this.access = access;
        this.streams = streams;
        this.parser = new IpvsadmParser(program, names);
    }

    /**
     * Runs a call.
     *
     * @param arguments without the program's name
     * @return the exit status
     */
    int run(List<String> arguments) {
        try {
            IpvsadmCall call = arguments.isEmpty() ? new IpvsadmCall.ListTable(ListFormat.PLAIN) : parse(arguments);
            if (call instanceof IpvsadmCall.Restore) {
                return restore(List.of(), false);
            }
            return execute(call);
        } catch (CallFailure e) {
            return print(e);
        }
    }

    private IpvsadmCall parse(List<String> arguments) {
        try {
            return parser.parse(arguments);
        } catch (CallFailure e) {
            // The C program looks for IPVS before it looks at its arguments.
            access.backend();
            throw e;
        }
    }

    /**
     * Carries out the lines of the input after other changes.
     *
     * @param before changes to carry out first, together with the lines
     * @param script whether to read the lines as {@code ipvsadm-restore}
     * @return the exit status: that of the last line, or of the first that ends the program
     */
    int restore(List<DataplaneChange> before, boolean script) {
        int status = DONE;
        try {
            access.backend();
            for (DataplaneChange change : before) {
                waiting.add(new IpvsadmCall.Change(change, Optional.empty()));
            }
            RestoreReader reader = new RestoreReader(new BufferedInputStream(streams.in()), script);
            for (Optional<List<String>> line = reader.next(); line.isPresent(); line = reader.next()) {
                try {
                    status = restoreLine(line.get(), status);
                } catch (CallFailure e) {
                    flush(status);
                    status = print(e);
                    if (e.endsRestore()) {
                        return status;
                    }
                }
            }
            return flush(status);
        } catch (CallFailure e) {
            return print(e);
        } catch (IOException e) {
            return print(CallFailure.refused("cannot read the rules from standard input: " + e.getMessage()));
        }
    }

    private int restoreLine(List<String> words, int status) {
        IpvsadmCall call = parser.parse(words);
        if (call instanceof IpvsadmCall.Change change) {
            waiting.add(change);
            return waiting.size() >= IpvsadmBackend.MAX_BATCH ? flush(status) : status;
        }
        flush(status);
        if (call instanceof IpvsadmCall.Restore) {
            throw parser.seeHelp();
        }
        int result = execute(call);
        if (call instanceof IpvsadmCall.Help || call instanceof IpvsadmCall.Version) {
            // The C program ends here.
            throw CallFailure.fatal(result, "");
        }
        return result;
    }

    private int execute(IpvsadmCall call) {
        if (call instanceof IpvsadmCall.Change change) {
            waiting.add(change);
            return flush(DONE);
        }
        if (call instanceof IpvsadmCall.Help) {
            streams.out().print(HelpText.of(program));
        } else if (call instanceof IpvsadmCall.Version) {
            streams.out().print(HelpText.VERSION);
        } else if (call instanceof IpvsadmCall.ListConnections connections) {
            list(connections);
        } else {
            streams.out().print(read(call));
        }
        return DONE;
    }

    private String read(IpvsadmCall call) {
        Dataplane kernel = access.kernel();
        try {
            if (call instanceof IpvsadmCall.ListTable list) {
                IpvsSnapshot snapshot = kernel.snapshot();
                return IpvsadmPrinter.table(
                        kernel.info(), ServiceRow.of(snapshot.table(), snapshot.statistics()), list.format(), names);
            }
            if (call instanceof IpvsadmCall.Save save) {
                List<ServiceRow> rows = ServiceRow.of(kernel.read(), new TableStatistics(Map.of()));
                return RulePrinter.table(rows, save.numeric(), names);
            }
            if (call instanceof IpvsadmCall.ListService list) {
                IpvsSnapshot snapshot = kernel.snapshotOf(list.key())
                        .orElseThrow(() -> CallFailure.fatal(CallFailure.UNREADABLE, KernelErrors.NO_SERVICE));
                ServiceRow row =
                        ServiceRow.of(snapshot.table(), snapshot.statistics()).get(0);
                return IpvsadmPrinter.service(row, list.format(), names);
            }
            return call instanceof IpvsadmCall.ListTimeouts
                    ? IpvsadmPrinter.timeouts(kernel.timeouts())
                    : IpvsadmPrinter.daemons(kernel.daemons());
        } catch (DataplaneException e) {
            throw CallFailure.fatal(
                    CallFailure.UNREADABLE, e.errno().map(KernelErrors::text).orElse(String.valueOf(e.getMessage())));
        }
    }

    private void list(IpvsadmCall.ListConnections call) {
        access.kernel();
        Path path = streams.connections();
        try (BufferedReader kernel = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            ConnectionList.print(kernel, path.toString(), call.format(), names, streams.out());
        } catch (IOException e) {
            throw CallFailure.fatal(CallFailure.UNREADABLE, "cannot open file " + path);
        }
    }

    /** Carries out what waits and prints what was refused; returns the status of the last change, or the given one if none waits. */
    private int flush(int status) {
        if (waiting.isEmpty()) {
            return status;
        }
        List<IpvsadmCall.Change> calls = List.copyOf(waiting);
        waiting.clear();
        List<DataplaneChange> changes = new ArrayList<>(calls.size());
        for (IpvsadmCall.Change call : calls) {
            call.warning().ifPresent(streams.err()::println);
            changes.add(call.change());
        }
        int last = -1;
        for (IpvsadmBackend.Refusal refusal : access.backend().apply(changes)) {
            streams.err().println(refusal.message());
            last = refusal.index();
        }
        return last == calls.size() - 1 ? CallFailure.REFUSED : DONE;
    }

    private int print(CallFailure failure) {
        if (!failure.text().isEmpty()) {
            streams.err().println(failure.text());
        }
        return failure.status();
    }

    /** The last part of a path, by which a program tells how it was called. */
    static String baseName(@Nullable String path) {
        return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    }
}
