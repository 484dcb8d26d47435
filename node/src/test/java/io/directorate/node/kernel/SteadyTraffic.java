package io.directorate.node.kernel;

import io.directorate.node.lab.IpFamily;
import io.directorate.node.lab.LabPlan;
import io.directorate.node.lab.LabTopology;
import io.directorate.node.lab.shell.ShellCommand;
import io.directorate.node.lab.shell.ShellProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Traffic through the first director that never pauses: request after request over new connections to port 80 of the virtual address of each
 * family, and one download over a single connection to port {@link #STREAM_PORT} that is still under way when all else is done.
 */
final class SteadyTraffic implements AutoCloseable {
    /** Where the first real server offers the download; services on it are the caller's to define. */
    static final int STREAM_PORT = 8090;

    private static final String FOLDER = "/run/steady";
    private static final int BYTES_PER_SECOND = 512;
    private static final Duration LIMIT = Duration.ofHours(2);
    private static final int KEPT_FAILURES = 20;

    private final LabTopology lab;
    private final ShellProcess requests;
    private final ShellProcess stream;
    private final List<String> failures = new ArrayList<>();
    private String body = "";
    private long answered;

    private SteadyTraffic(LabTopology lab) {
        this.lab = lab;
        offerStream();
        // A refused connection fails at once; the time-outs are only longer than a busy guest's pauses.
        String curl = "curl -sgN --connect-timeout 30 --max-time 60 -w '= %{exitcode} %{http_code} %{errormsg}\\n'";
        StringBuilder urls = new StringBuilder();
        for (IpFamily family : IpFamily.values()) {
            String address = LabPlan.vip(family);
            urls.append(address.contains(":") ? " http://[" + address + "]/" : " http://" + address + "/");
        }
        requests = lab.client()
                .start(ShellCommand.script("while [ ! -e " + FOLDER + "/stop ]; do " + curl + urls
                                + " || echo \"curl ends with $?\"; sleep 0.2; done")
                        .withOutput(this::take)
                        .withTimeLimit(LIMIT));
        stream = lab.client()
                .start(ShellCommand.script("exec curl -sfN -o " + FOLDER + "/received http://"
                                + LabPlan.vip(IpFamily.V4) + ":" + STREAM_PORT + "/stream")
                        .withTimeLimit(LIMIT));
    }

    /** Starts it; the services must be there. */
    static SteadyTraffic start(LabTopology lab) {
        return new SteadyTraffic(lab);
    }

    private void offerStream() {
        long lines = LIMIT.toSeconds() * BYTES_PER_SECOND / 6;
        String server = lab.plan().realServer(1);
        lab.in(server).bash("""
                mkdir -p %1$s && cd %1$s && seq 1000000 %2$d >stream && cat >conf <<'CONF'
                daemon on;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { worker_connections 16; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server { listen %3$d; root %1$s; limit_rate %4$d; }
                }
                CONF
                nginx -p %1$s -e %1$s/error.log -c %1$s/conf
                """.formatted(FOLDER, 1_000_000 + lines, STREAM_PORT, BYTES_PER_SECOND));
    }

    private synchronized void take(String line) {
        if (!line.startsWith("= ")) {
            body = line;
            return;
        }
        if (line.startsWith("= 0 200 ") && body.startsWith("server")) {
            answered++;
        } else if (failures.size() < KEPT_FAILURES) {
            failures.add(line + " " + body);
        }
        body = "";
    }

    /** Requests that a real server answered so far. */
    synchronized long answered() {
        return answered;
    }

    /** What went wrong with others. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Bytes of the download that have come so far. */
    long streamed() {
        // Before the first byte there is no file.
        return Long.parseLong(lab.client()
                .bash("if [ -e " + FOLDER + "/received ]; then stat -c %s " + FOLDER + "/received; else echo 0; fi")
                .strip());
    }

    /** Whether the download's connection is still open. */
    boolean isStreaming() {
        return stream.isRunning();
    }

    /** Whether what came is what was sent. */
    boolean streamIsWhole() {
        return lab.client()
                        .run(ShellCommand.script("cd " + FOLDER + " && cmp -n $(stat -c %s received) received stream"))
                        .exitStatus()
                == 0;
    }

    /** Lets the requests under way end, and no more begin. */
    void finishRequests() {
        lab.client().bash("touch " + FOLDER + "/stop");
        requests.await();
    }

    @Override
    public void close() {
        requests.close();
        stream.close();
    }
}
