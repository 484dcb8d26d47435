package io.directorate.node.ipvsadm;

import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.Dataplane;
import io.directorate.dataplane.DataplaneException;
import io.directorate.node.client.ControlSocket;
import io.directorate.node.client.UnixHttpClient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of this process's network namespace: read from the kernel, changed through the director if one runs there. */
final class OwnAccess implements IpvsadmSession.Access, AutoCloseable {
    /** The longest wait for the director to have a change in its table; a restore of 10,000 services is one. */
    static final Duration DIRECTOR_TIMEOUT = Duration.ofSeconds(60);

    private final Map<String, String> environment;
    private final PrintStream err;
    private final KernelAccess kernel = new KernelAccess();
    private @Nullable IpvsadmBackend backend;

    OwnAccess(Map<String, String> environment, PrintStream err) {
        this.environment = environment;
        this.err = err;
    }

    @Override
    public Dataplane kernel() {
        return kernel.dataplane();
    }

    @Override
    public IpvsadmBackend backend() {
        if (backend == null) {
            backend = choose();
        }
        return backend;
    }

    private IpvsadmBackend choose() {
        Optional<Path> socket = ControlSocket.find(environment);
        if (socket.isPresent()) {
            UnixHttpClient director = new UnixHttpClient(socket.get(), DIRECTOR_TIMEOUT);
            if (director.isAnyoneThere()) {
                return throughDirector(director);
            }
            err.println("Warning: no director listens at " + socket.get()
                    + "; what is changed in the kernel now is drift to it when it starts");
        }
        return new DirectBackend(kernel.dataplane());
    }

    private IpvsadmBackend throughDirector(UnixHttpClient director) {
        return new DirectorBackend(
                director,
                () -> new DirectBackend(kernel.dataplane()),
                this::timeouts,
                () -> "ipvsadm-" + UUID.randomUUID());
    }

    private ConnectionTimeouts timeouts() {
        try {
            return kernel.dataplane().timeouts();
        } catch (DataplaneException e) {
            throw CallFailure.refused(e.errno().map(KernelErrors::text).orElse(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void close() {
        if (backend != null) {
            backend.close();
        }
        kernel.close();
    }
}
