package io.directorate.node.lab;

import io.directorate.node.lab.shell.ShellQuote;
import java.util.stream.Collectors;

/** Writes the bash source that starts nginx as a real server that answers its own name. */
final class HttpServerScript {
    private HttpServerScript() {}

    /**
     * Starts one in the current namespace; returns when it listens.
     *
     * @param name what it answers, followed by the address that it sees as the client's
     * @param folder all its files lie in a sub-folder of this
     */
    static String start(String name, String folder) {
        String own = folder + "/" + name;
        String listens = LabPlan.HTTP_PORTS.stream()
                .map(port -> "    listen " + port + ";\n    listen [::]:" + port + ";\n")
                .collect(Collectors.joining());
        // One process, not a master with workers: each start of a process is slow in a guest.
        String configuration = """
                daemon on;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  keepalive_timeout 0;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server {
                %2$s    location / { default_type text/plain; return 200 "%3$s $remote_addr\\n"; }
                  }
                }
                """.formatted(own, listens, name);
        String quoted = ShellQuote.quote(own);
        return "mkdir -p " + quoted + "\ncat >" + quoted + "/conf <<'CONF'\n" + configuration + "CONF\n" + "nginx -p "
                + quoted + " -e " + quoted + "/error.log -c " + quoted + "/conf\n";
    }
}
