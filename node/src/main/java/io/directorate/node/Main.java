package io.directorate.node;

import io.directorate.node.cli.DirectorateCommand;
import io.directorate.node.ipvsadm.IpvsadmMain;

/** Where the {@code directorate} command begins. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit status.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        Runtime.getRuntime().halt(run(arguments));
    }

    private static int run(String[] arguments) {
        String name = System.getProperty(IpvsadmMain.NAME_PROPERTY, "");
        if (name.substring(name.lastIndexOf('/') + 1).startsWith("ipvsadm")) {
            return IpvsadmMain.run(arguments);
        }
        if (arguments.length > 0 && arguments[0].equals("ipvsadm")) {
            String[] rest = new String[arguments.length - 1];
            System.arraycopy(arguments, 1, rest, 0, rest.length);
            return IpvsadmMain.run(rest);
        }
        return DirectorateCommand.run(arguments);
    }
}
