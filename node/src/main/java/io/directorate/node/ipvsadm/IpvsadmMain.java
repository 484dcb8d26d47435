package io.directorate.node.ipvsadm;

import io.directorate.dataplane.DataplaneChange;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs {@code ipvsadm}, {@code ipvsadm-save} and {@code ipvsadm-restore}. */
public final class IpvsadmMain {
    /** System property by which the launcher tells as what it was called: a path that ends in one of the three names. */
    public static final String NAME_PROPERTY = "directorate.name";

    private static final String DEFAULT_NAME = "ipvsadm";
    private static final Path CONNECTIONS = Path.of("/proc/net/ip_vs_conn");
    private static final int OUTPUT_BUFFER = 64 * 1024;
    private static final int WRONG_ARGUMENT = 1;

    private IpvsadmMain() {}

    /**
     * Runs a call with the streams of this process.
     *
     * @param arguments without the program's name
     * @return the exit status
     */
    public static int run(String[] arguments) {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER),
                false,
                StandardCharsets.UTF_8);
        int status = run(arguments, System.in, out, System.err);
        out.flush();
        return status;
    }

    /**
     * Runs a call in the network namespace of this process: changes through the director that runs there, else straight to the kernel.
     *
     * @param arguments without the program's name
     * @param in rules for a restore
     * @param out listings
     * @param err errors and warnings
     * @return the exit status of {@code ipvsadm}: 0 done, 1 cannot be read, 2 wrong usage or no IPVS, 255 refused
     */
    public static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
        String name = System.getProperty(NAME_PROPERTY, DEFAULT_NAME);
        IpvsadmSession.Streams streams = new IpvsadmSession.Streams(in, out, err, CONNECTIONS);
        try (OwnAccess access = new OwnAccess(System.getenv(), err)) {
            return switch (IpvsadmSession.baseName(name)) {
                case "ipvsadm-save" -> save(name, arguments, access, streams);
                case "ipvsadm-restore" ->
                    session(DEFAULT_NAME, access, streams).restore(List.of(new DataplaneChange.Flush()), true);
                case DEFAULT_NAME -> session(name, access, streams).run(List.of(arguments));
                default -> session(DEFAULT_NAME, access, streams).run(List.of(arguments));
            };
        }
    }

    private static IpvsadmSession session(String name, IpvsadmSession.Access access, IpvsadmSession.Streams streams) {
        return new IpvsadmSession(name, SystemNames.ofThisMachine(), access, streams);
    }

    private static int save(
            String name, String[] arguments, IpvsadmSession.Access access, IpvsadmSession.Streams streams) {
        boolean numeric = false;
        for (String argument : arguments) {
            if (argument.equals("-n")) {
                numeric = true;
            } else if (argument.startsWith("-")) {
                streams.err().println(IpvsadmSession.baseName(name) + ": Script to save the IPVS table to stdout.");
                streams.err().println("With the -n option, prints out the table in numeric format.");
                return WRONG_ARGUMENT;
            }
        }
        return session(DEFAULT_NAME, access, streams).run(numeric ? List.of("-S", "-n") : List.of("-S"));
    }
}
