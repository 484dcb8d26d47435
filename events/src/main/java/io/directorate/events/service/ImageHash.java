package io.directorate.events.service;

import io.directorate.events.model.GroupAddress;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.VipGroup;
import io.directorate.events.model.VirtualService;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The canonical SHA-256 of an image.
 *
 * <p>Every part goes into the digest with its length in front of it, and every list with its count, so that no two images share a
 * sequence of bytes. Services are sorted by key.
 */
final class ImageHash {
    /** Stands first in the digest; to be raised whenever the sequence of parts changes. */
    private static final String FORMAT = "directorate-image-1";

    private final MessageDigest digest;
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    private ImageHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(ClusterImage image) {
        ImageHash hash = new ImageHash();
        hash.text(FORMAT);
        hash.number(image.featureLevel());
        List<ServiceEntry> sorted = new ArrayList<>(image.serviceEntries());
        sorted.sort(Comparator.comparing(entry -> entry.service().key()));
        hash.number(sorted.size());
        sorted.forEach(hash::entry);
        hash.number(image.groups().size());
        image.groups().values().forEach(hash::group);
        hash.bool(image.timeouts().isPresent());
        image.timeouts().ifPresent(t -> {
            hash.number(t.tcpSeconds());
            hash.number(t.tcpFinSeconds());
            hash.number(t.udpSeconds());
        });
        hash.texts(image.sysctls());
        hash.number(image.declarations().size());
        image.declarations().forEach((owner, declared) -> {
            hash.text(owner);
            hash.number(declared.groups().size());
            declared.groups().forEach(hash::text);
            hash.bool(declared.timeouts());
            hash.number(declared.sysctls().size());
            declared.sysctls().forEach(hash::text);
        });
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    private void entry(ServiceEntry entry) {
        service(entry.service());
        text(entry.labels().owner().orElse(""));
        text(entry.labels().group().orElse(""));
        texts(entry.labels().tags());
        number(entry.servers().size());
        entry.servers().forEach(this::server);
    }

    private void service(VirtualService service) {
        text(service.key().toString());
        text(service.scheduler().name());
        bool(service.schedulerFlags().flag1());
        bool(service.schedulerFlags().flag2());
        bool(service.schedulerFlags().flag3());
        bool(service.persistence().isPresent());
        service.persistence().ifPresent(p -> {
            number(p.timeoutSeconds());
            text(p.netmask().toString());
        });
        text(service.persistenceEngine().orElse(""));
        bool(service.onePacket());
    }

    private void server(RealServer server) {
        text(server.endpoint().toString());
        text(server.method().text());
        text(server.tunnel().type().text());
        number(server.tunnel().port());
        text(server.tunnel().checksum().name());
        number(server.weight());
        number(server.upperThreshold());
        number(server.lowerThreshold());
    }

    private void group(VipGroup group) {
        text(group.name());
        text(group.mode().text());
        for (List<GroupAddress> addresses : List.of(group.vips(), group.innerGateways(), group.localAddresses())) {
            number(addresses.size());
            addresses.forEach(address -> text(address.toString()));
        }
        bool(group.vrrp().isPresent());
        group.vrrp().ifPresent(v -> {
            number(v.virtualRouterId());
            number(v.version());
            number(v.advertIntervalMillis());
            bool(v.preempt());
            text(v.password().orElse(""));
        });
        number(group.preferences().size());
        group.preferences().forEach((director, priority) -> {
            text(director);
            number(priority);
        });
    }

    private void texts(Map<String, String> map) {
        number(map.size());
        map.forEach((name, value) -> {
            text(name);
            text(value);
        });
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
    }

    private void number(long value) {
        number.clear();
        number.putLong(value);
        digest.update(number.array());
    }

    private void bool(boolean value) {
        digest.update((byte) (value ? 1 : 0));
    }
}
