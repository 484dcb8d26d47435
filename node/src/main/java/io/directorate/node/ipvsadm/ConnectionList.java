package io.directorate.node.ipvsadm;

import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import io.directorate.events.model.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The connections of {@code -L -c}, out of the kernel's {@code /proc/net/ip_vs_conn} ({@code ip_vs_conn_seq_show} in
 * {@code net/netfilter/ipvs/ip_vs_conn.c}).
 */
final class ConnectionList {
    private static final int FIELDS = 9;
    private static final int FIELDS_WITH_ENGINE = 11;
    private static final int HEX = 16;

    private final EndpointText endpoints;
    private final boolean withEngine;

    private ConnectionList(ListFormat format, NameResolver names) {
        this.endpoints = new EndpointText(format.numeric(), names);
        this.withEngine = format.withEngine();
    }

    /**
     * Prints the connections, line by line as they are read, since there can be millions.
     *
     * @param kernel the kernel's list with its title line
     * @throws CallFailure if there is no title line
     */
    static void print(BufferedReader kernel, String path, ListFormat format, NameResolver names, Appendable out)
            throws IOException {
        if (kernel.readLine() == null) {
            throw CallFailure.fatal(CallFailure.UNREADABLE, "unexpected input from " + path);
        }
        ConnectionList list = new ConnectionList(format, names);
        out.append("IPVS connection entries\n");
        out.append("pro expire state       source             virtual            destination");
        out.append(list.withEngine ? "        pe name          pe_data\n" : "\n");
        for (String line = kernel.readLine(); line != null; line = kernel.readLine()) {
            out.append(list.line(line));
        }
    }

    private String line(String kernelLine) {
        List<String> fields = fields(kernelLine);
        if (fields.size() < FIELDS) {
            return "";
        }
        int protocol = protocol(fields.get(0));
        long seconds = CText.decimal(fields.get(8)).orElse(0);
        StringBuilder out = new StringBuilder(120);
        column(out, fields.get(0), 3);
        column(out, twoDigits(seconds / 60) + ":" + twoDigits(seconds % 60), 6);
        column(out, fields.get(7), 11);
        column(out, endpoint(fields.get(1), fields.get(2), protocol), 18);
        column(out, endpoint(fields.get(3), fields.get(4), protocol), 18);
        String destination = endpoint(fields.get(5), fields.get(6), protocol);
        if (withEngine && fields.size() >= FIELDS_WITH_ENGINE) {
            column(out, destination, 16);
            column(out, fields.get(9), 18);
            out.append(fields.get(10));
        } else {
            out.append(destination);
        }
        return out.append('\n').toString();
    }

    private static void column(StringBuilder out, String text, int width) {
        TextColumns.left(out, text, width);
        out.append(' ');
    }

    private static String twoDigits(long number) {
        return number >= 0 && number < 10 ? "0" + number : Long.toString(number);
    }

    private static int protocol(String name) {
        for (Protocol known : Protocol.values()) {
            if (known.name().equals(name)) {
                return known.number();
            }
        }
        return 0;
    }

    private String endpoint(String address, String port, int protocol) {
        try {
            int number = Integer.parseInt(port, HEX);
            Optional<IpAddress> parsed = address(address);
            return parsed.isPresent() && number >= 0 && number <= 65535
                    ? endpoints.text(new Endpoint(parsed.get(), number), protocol)
                    : address + ":" + port;
        } catch (NumberFormatException e) {
            return address + ":" + port;
        }
    }

    /** IPv4 stands there as eight hexadecimal digits, or in the clear as IPv6 does. */
    private static Optional<IpAddress> address(String text) {
        if (IpAddress.isAddress(text)) {
            return Optional.of(IpAddress.parse(text));
        }
        try {
            return Optional.of(CText.ofNumber(Long.parseLong(text, HEX)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>(FIELDS_WITH_ENGINE);
        for (String field : line.trim().split("\\s+", -1)) {
            fields.add(field);
        }
        return fields;
    }
}
