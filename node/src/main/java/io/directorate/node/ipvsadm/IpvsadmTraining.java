package io.directorate.node.ipvsadm;

import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneException;
import io.directorate.dataplane.IpvsSnapshot;
import io.directorate.dataplane.IpvsTable;
import io.directorate.dataplane.TableService;
import io.directorate.dataplane.TableStatistics;
import io.directorate.dataplane.ipvs.KernelDataplane;
import io.directorate.events.model.Scheduler;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.VirtualService;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads and uses what a call of {@code ipvsadm} needs, so that the JVM can keep it in an archive of classes; the launcher starts it once.
 *
 * <p>Reads the kernel's table where there is one; changes nothing, prints nothing.
 */
public final class IpvsadmTraining {
    private static final String[] PACKAGES = {
        "io/directorate/node/ipvsadm/", "io/directorate/node/client/", "io/directorate/dataplane/ipvs/",
        "io/directorate/dataplane/netlink/", "io/directorate/dataplane/socket/", "io/directorate/events/model/"
    };
    private static final String MAIN = "io/directorate/node/Main.class";
    /** Calls to parse; none is carried out. */
    private static final String[] CALLS = {
        "-A -t 192.0.2.1:80 -s wrr -p 300 -M 255.255.255.0 -b flag-1",
        "-a -t 192.0.2.1:80 -r 192.0.2.2:8080 -m -w 5 -x 10 -y 5",
        "-a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -i --tun-type gue --tun-port 6080",
        "-e -f 1 -r 192.0.2.2",
        "-d -u 192.0.2.1:53 -r 192.0.2.2",
        "-D -t 192.0.2.1:80",
        "-C",
        "-Z",
        "--set 1 2 3",
    };

    private IpvsadmTraining() {}

    /**
     * Runs it.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        for (String path : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            loadClasses(path);
        }
        SystemNames names = SystemNames.ofThisMachine();
        IpvsadmParser parser = new IpvsadmParser("ipvsadm", names);
        for (String call : CALLS) {
            parser.parse(List.of(call.split(" ", -1)));
        }
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        nowhere.print(sample(names));
        readKernel(names, nowhere);
        nowhere.flush();
    }

    private static void loadClasses(String path) {
        if (!path.endsWith(".jar")) {
            return;
        }
        try (JarFile jar = new JarFile(path)) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                String name = entries.nextElement().getName();
                if (name.endsWith(".class") && isWanted(name)) {
                    Class.forName(name.substring(0, name.length() - 6).replace('/', '.'), false, loader());
                }
            }
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            // What cannot be loaded here is left out of the archive.
            return;
        }
    }

    private static ClassLoader loader() {
        return IpvsadmTraining.class.getClassLoader();
    }

    private static boolean isWanted(String name) {
        if (name.equals(MAIN)) {
            return true;
        }
        for (String wanted : PACKAGES) {
            if (name.startsWith(wanted)) {
                return true;
            }
        }
        return name.startsWith("io/directorate/dataplane/") && name.indexOf('/', 24) < 0;
    }

    private static String sample(NameResolver names) {
        VirtualService service = VirtualService.of(ServiceKey.parse("tcp:192.0.2.1:80"), Scheduler.WLC);
        IpvsTable table = IpvsTable.of(List.of(TableService.of(service, List.of())));
        return RulePrinter.table(ServiceRow.of(table, new TableStatistics(Map.of())), true, names);
    }

    private static void readKernel(NameResolver names, PrintStream out) {
        try (Dataplane kernel = KernelDataplane.open(Optional.empty(), KernelAccess.TIMEOUT)) {
            IpvsSnapshot snapshot = kernel.snapshot();
            List<ServiceRow> rows = ServiceRow.of(snapshot.table(), snapshot.statistics());
            ListFormat numeric = new ListFormat(true, false, false, ListFormat.Columns.WEIGHTS, false);
            out.print(IpvsadmPrinter.table(kernel.info(), rows, numeric, names));
            out.print(RulePrinter.table(ServiceRow.of(kernel.read(), snapshot.statistics()), true, names));
            out.print(IpvsadmPrinter.timeouts(kernel.timeouts()));
            out.print(IpvsadmPrinter.daemons(kernel.daemons()));
        } catch (DataplaneException e) {
            // Without IPVS the archive holds less, and a call is a little slower.
            return;
        }
    }
}
