package io.directorate.events.connection;

import io.directorate.events.model.AddressFamily;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the kernel's entries have no field for: FULLNAT's local address, and who owns the connection.
 *
 * <table>
 * <caption>Layout, after the option's type {@value #TYPE} (0x60) and its length; big-endian</caption>
 * <tr><th>bytes</th><th>field</th></tr>
 * <tr><td>1</td><td>version: 1; an option of another version is passed on unread</td></tr>
 * <tr><td>1</td><td>parts: bit 0 local address, bit 1 owner; others 0</td></tr>
 * <tr><td>2 + 4 or 16</td><td>if bit 0: local port, local address of the entry's family</td></tr>
 * <tr><td>8 + 1 + n</td><td>if bit 1: group epoch, length of the director's id, the id in ASCII</td></tr>
 * </table>
 *
 * <p>The type has the bit {@link SyncMessageCodec#OPTIONAL}, so kernels skip it, and its low bits are none that they know ({@code IPVS_OPT_*} 1 to 3 in
 * {@code net/netfilter/ipvs/ip_vs_sync.c}). Wireshark up to 4.4 does not step over options, the kernel's neither: it shows an entry with options
 * right, and what follows it in the same message wrong.
 *
 * @param local the director's own address and port towards the real server, for FULLNAT
 * @param owner who speaks for the connection
 */
public record DirectorateOption(Optional<Endpoint> local, Optional<Ownership> owner) {
    /** Type of the option: 0x40 optional, and 0x20. */
    public static final int TYPE = 0x60;

    /** An option with nothing in it is not sent. */
    public static final DirectorateOption NONE = new DirectorateOption(Optional.empty(), Optional.empty());

    static final int VERSION = 1;
    private static final int LOCAL = 1;
    private static final int OWNER = 2;
    private static final int PARTS = LOCAL | OWNER;

    /** Why an option cannot be read. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Tells whether there is nothing in it.
     *
     * @return true if both parts are missing
     */
    public boolean isEmpty() {
        return local.isEmpty() && owner.isEmpty();
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(0xff);
        out.put((byte) VERSION);
        out.put((byte) ((local.isPresent() ? LOCAL : 0) | (owner.isPresent() ? OWNER : 0)));
        local.ifPresent(endpoint ->
                out.putShort((short) endpoint.port()).put(endpoint.address().bytes()));
        owner.ifPresent(ownership -> {
            byte[] director = ownership.director().getBytes(StandardCharsets.US_ASCII);
            out.putLong(ownership.groupEpoch()).put((byte) director.length).put(director);
        });
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** Reads an option of version 1. */
    static DirectorateOption decode(ByteBuffer in, AddressFamily family) throws Malformed {
        need(in, 2, "version and parts");
        in.get();
        int parts = in.get() & 0xff;
        if ((parts & ~PARTS) != 0) {
            throw new Malformed("parts are " + parts + ", version 1 knows 0 to " + PARTS);
        }
        Optional<Endpoint> local = Optional.empty();
        if ((parts & LOCAL) != 0) {
            need(in, 2 + family.addressBytes(), "local address");
            int port = in.getShort() & 0xffff;
            byte[] address = new byte[family.addressBytes()];
            in.get(address);
            local = Optional.of(new Endpoint(IpAddress.of(address), port));
        }
        Optional<Ownership> owner = (parts & OWNER) != 0 ? Optional.of(owner(in)) : Optional.empty();
        if (in.hasRemaining()) {
            throw new Malformed(in.remaining() + " bytes are left over");
        }
        return new DirectorateOption(local, owner);
    }

    private static Ownership owner(ByteBuffer in) throws Malformed {
        need(in, 9, "owner");
        long epoch = in.getLong();
        int length = in.get() & 0xff;
        need(in, length, "director");
        byte[] director = new byte[length];
        in.get(director);
        try {
            return new Ownership(epoch, new String(director, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            Malformed malformed = new Malformed(String.valueOf(e.getMessage()));
            malformed.initCause(e);
            throw malformed;
        }
    }

    private static void need(ByteBuffer in, int bytes, String what) throws Malformed {
        if (in.remaining() < bytes) {
            throw new Malformed(what + " needs " + bytes + " bytes, " + in.remaining() + " are left");
        }
    }
}
