package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellProcess;
import java.nio.file.Path;

/** A process of its own that boots a guest, tells where, and then only waits to be killed. */
final class GuestHolder {
    private GuestHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
        UmlKernel kernel = new UmlKernel(Path.of(arguments[0]), Path.of(arguments[1]));
        try (UmlGuest guest = UmlGuest.boot(kernel, GuestOptions.defaults().withMemory(256));
                ShellProcess busy = guest.start(ShellCommand.script("echo busy; while :; do :; done"))) {
            System.out.println(guest.jobFolder());
            busy.await();
        }
    }
}
