package io.directorate.loadtest.bench;

import java.util.Locale;

/**
 * A table of services and real servers of any size, in the forms that each tool reads. Pure; the same table in each form.
 *
 * @param services 1 to 16,000
 * @param serversEach 1 to 200
 * @param network second number of the VIPs' addresses, 0 to 255: tables of different networks share no service
 */
record RuleSet(int services, int serversEach, int network) {
    RuleSet {
        if (services < 1 || services > 16_000 || serversEach < 1 || serversEach > 200) {
            throw new IllegalArgumentException(
                    services + " services of " + serversEach + " servers: must be 1 to 16000 and 1 to 200");
        }
    }

    /** A table in the usual network. */
    static RuleSet of(int services, int serversEach) {
        return new RuleSet(services, serversEach, 200);
    }

    /** Lines of ipvsadm's: a service or a real server each. */
    int rules() {
        return services * (1 + serversEach);
    }

    String vip(int service) {
        return "10." + network + "." + (service >> 8) + "." + (service & 255);
    }

    private String server(int service, int server) {
        return "10.1." + server + "." + (service & 255);
    }

    String ipvsadmSave() {
        StringBuilder text = new StringBuilder(rules() * 60);
        for (int s = 0; s < services; s++) {
            text.append("-A -t ").append(vip(s)).append(":80 -s rr\n");
            for (int r = 0; r < serversEach; r++) {
                text.append("-a -t ")
                        .append(vip(s))
                        .append(":80 -r ")
                        .append(server(s, r))
                        .append(":8080 -m -w 1\n");
            }
        }
        return text.toString();
    }

    String declaration() {
        StringBuilder text = new StringBuilder(rules() * 70).append("{\"services\":[");
        for (int s = 0; s < services; s++) {
            text.append(s == 0 ? "" : ",")
                    .append("{\"service\":\"tcp:")
                    .append(vip(s))
                    .append(":80\",\"scheduler\":\"rr\",\"servers\":[");
            for (int r = 0; r < serversEach; r++) {
                text.append(r == 0 ? "" : ",")
                        .append("{\"server\":\"")
                        .append(server(s, r))
                        .append(":8080\",\"method\":\"nat\"}");
            }
            text.append("]}");
        }
        return text.append("]}").toString();
    }

    String keepalivedConfiguration() {
        StringBuilder text = new StringBuilder(rules() * 80);
        for (int s = 0; s < services; s++) {
            text.append(String.format(
                    Locale.ROOT, "virtual_server %s 80 {\n lb_algo rr\n lb_kind NAT\n protocol TCP\n", vip(s)));
            for (int r = 0; r < serversEach; r++) {
                text.append(" real_server ").append(server(s, r)).append(" 8080 {\n  weight 1\n }\n");
            }
            text.append("}\n");
        }
        return text.toString();
    }
}
