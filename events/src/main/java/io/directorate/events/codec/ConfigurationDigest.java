package io.directorate.events.codec;

import io.directorate.events.model.RealServer;
import io.directorate.events.model.ServiceKey;
import io.directorate.events.model.Tunnel;
import io.directorate.events.model.VirtualService;
import io.directorate.events.service.Command;
import io.directorate.events.service.ServiceEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * The digest of a declared configuration, of which the services are most: they go into it as numbers and bytes, not as JSON, which is several
 * times as long. What is not services goes into it as JSON.
 *
 * <p>Every list has its count in front, every text its length, and every part that may be missing a byte that says so: no two configurations are
 * encoded alike.
 */
final class ConfigurationDigest {
    private static final int BUFFER_BYTES = 8 << 10;
    private static final byte[] DOMAIN = "directorate-configuration-1\0".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private ConfigurationDigest(MessageDigest digest) {
        this.digest = digest;
    }

    static byte[] of(Command.ApplyConfiguration command, MessageDigest sha256) {
        ConfigurationDigest all = new ConfigurationDigest(sha256);
        all.bytes(DOMAIN);
        all.bytes(CommandCodec.encode(new Command.ApplyConfiguration(
                command.owner(), List.of(), command.groups(), command.timeouts(), command.sysctls())));
        all.number(command.services().size());
        command.services().forEach(all::entry);
        all.flush();
        return sha256.digest();
    }

    private void entry(ServiceEntry entry) {
        service(entry.service());
        text(entry.labels().owner().orElse(""));
        text(entry.labels().group().orElse(""));
        number(entry.labels().tags().size());
        entry.labels().tags().forEach((name, value) -> {
            text(name);
            text(value);
        });
        number(entry.servers().size());
        entry.servers().forEach(this::server);
    }

    private void service(VirtualService service) {
        ServiceKey key = service.key();
        if (key instanceof ServiceKey.Address a) {
            number(a.protocol().number());
            bytes(a.address().bytes());
            number(a.port());
        } else {
            text(key.toString());
        }
        text(service.scheduler().name());
        flag(service.schedulerFlags().flag1());
        flag(service.schedulerFlags().flag2());
        flag(service.schedulerFlags().flag3());
        flag(service.persistence().isPresent());
        service.persistence().ifPresent(persistence -> {
            number(persistence.timeoutSeconds());
            text(persistence.netmask().toString());
        });
        text(service.persistenceEngine().orElse(""));
        flag(service.onePacket());
    }

    private void server(RealServer server) {
        bytes(server.endpoint().address().bytes());
        number(server.endpoint().port());
        text(server.method().text());
        Tunnel tunnel = server.tunnel();
        flag(tunnel.equals(Tunnel.IPIP));
        if (!tunnel.equals(Tunnel.IPIP)) {
            text(tunnel.type().text());
            number(tunnel.port());
            text(tunnel.checksum().name());
        }
        number(server.weight());
        number(server.upperThreshold());
        number(server.lowerThreshold());
    }

    private void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) {
        number(bytes.length);
        if (bytes.length > buffer.capacity()) {
            flush();
            digest.update(bytes);
        } else {
            room(bytes.length);
            buffer.put(bytes);
        }
    }

    private void number(int value) {
        room(Integer.BYTES);
        buffer.putInt(value);
    }

    private void flag(boolean value) {
        room(Byte.BYTES);
        buffer.put((byte) (value ? 1 : 0));
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
