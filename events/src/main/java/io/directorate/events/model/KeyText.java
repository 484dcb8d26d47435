package io.directorate.events.model;

import java.util.Comparator;

/** Text forms and order of keys. */
final class KeyText {
    static final Comparator<ServiceKey> SERVICE_ORDER = KeyText::compare;

    private KeyText() {}

    private static int compare(ServiceKey a, ServiceKey b) {
        if (a instanceof ServiceKey.Address x && b instanceof ServiceKey.Address y) {
            return Comparator.comparing(ServiceKey.Address::protocol)
                    .thenComparing(ServiceKey.Address::address)
                    .thenComparingInt(ServiceKey.Address::port)
                    .compare(x, y);
        }
        if (a instanceof ServiceKey.FirewallMark x && b instanceof ServiceKey.FirewallMark y) {
            return Comparator.comparing(ServiceKey.FirewallMark::family)
                    .thenComparingLong(ServiceKey.FirewallMark::mark)
                    .compare(x, y);
        }
        return a instanceof ServiceKey.Address ? -1 : 1;
    }

    static ServiceKey parseService(String text) {
        int colon = text.indexOf(':');
        InvalidValueException.check(
                colon > 0,
                "service",
                () -> "'" + text + "' is not a service: expected tcp:ADDRESS:PORT, udp:ADDRESS:PORT, sctp:ADDRESS:PORT,"
                        + " fwmark:N or fwmark6:N");
        String kind = text.substring(0, colon);
        String rest = text.substring(colon + 1);
        if (kind.equals("fwmark") || kind.equals("fwmark6")) {
            AddressFamily family = kind.equals("fwmark") ? AddressFamily.IPV4 : AddressFamily.IPV6;
            return new ServiceKey.FirewallMark(number(rest, 0xffffffffL, "fwmark"), family);
        }
        Protocol protocol = Protocol.parse(kind);
        Endpoint endpoint = Endpoint.parse(rest);
        return new ServiceKey.Address(protocol, endpoint.address(), endpoint.port());
    }

    static Endpoint parseEndpoint(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        int close = text.indexOf(']');
        boolean wellFormed = bracketed ? close > 0 && colon == close + 1 : colon > 0 && text.indexOf(':') == colon;
        InvalidValueException.check(
                wellFormed,
                "address",
                () -> "'" + text + "' is not ADDRESS:PORT (an IPv6 address stands in brackets: [2001:db8::1]:80)");
        String address = bracketed ? text.substring(1, close) : text.substring(0, colon);
        return new Endpoint(IpAddress.parse(address), (int) number(text.substring(colon + 1), 65535, "port"));
    }

    private static long number(String text, long highest, String field) {
        boolean digits = !text.isEmpty() && text.length() <= 10 && isDigits(text);
        long value = digits ? Long.parseLong(text) : -1;
        InvalidValueException.check(
                value >= 0 && value <= highest,
                field,
                () -> field + " '" + text + "' is not a number from 0 to " + highest);
        return value;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
