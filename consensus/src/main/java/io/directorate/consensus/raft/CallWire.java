package io.directorate.consensus.raft;

import io.directorate.consensus.log.LogCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.thirdparty.io.grpc.KnownLength;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * How questions and answers travel: as two unary methods of a gRPC service of our own, beside those of Ratis.
 *
 * <p>The headers of a question name its group and its length, so that it can be refused before it is read. The answer begins
 * with one byte, the code of its {@link Kind}.
 */
final class CallWire {
    static final String SERVICE = "io.directorate.Calls";
    /** Longest message: the kind and the longest content. */
    static final int MAX_MESSAGE_BYTES = 1 + LogCalls.MAX_BYTES;

    static final Metadata.Key<String> GROUP = Metadata.Key.of("directorate-group", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> LENGTH = Metadata.Key.of("directorate-length", Metadata.ASCII_STRING_MARSHALLER);

    /** A question to the handler. */
    static final MethodDescriptor<byte[], Reply> ASK = method("Ask");
    /** Which groups there are; the answer has 16 bytes for each. */
    static final MethodDescriptor<byte[], Reply> GROUPS = method("Groups");

    private static final int UUID_BYTES = 2 * Long.BYTES;
    /** A longer text is cut: it is for people. */
    private static final int MAX_TEXT_CHARS = 64 << 10;

    private CallWire() {}

    /** What an answer is. Codes are never used again for something else. */
    enum Kind {
        ANSWER(0),
        /** The handler refused; content is its text. */
        REFUSED(1),
        NO_SUCH_GROUP(2),
        /** As many questions are being answered as may; this one was not handed to the handler. */
        BUSY(3),
        TOO_LARGE(4),
        /** From a later version; never sent. */
        UNKNOWN(-1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return UNKNOWN;
        }
    }

    /** One answer. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of up to 33 MB would be made for nothing.
    record Reply(Kind kind, byte[] content) {
        static Reply text(Kind kind, String text) {
            String cut = text.length() > MAX_TEXT_CHARS ? text.substring(0, MAX_TEXT_CHARS) + "..." : text;
            return new Reply(kind, cut.getBytes(StandardCharsets.UTF_8));
        }

        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    static byte[] ofGroups(Collection<UUID> groups) {
        ByteBuffer buffer = ByteBuffer.allocate(UUID_BYTES * groups.size());
        groups.forEach(
                group -> buffer.putLong(group.getMostSignificantBits()).putLong(group.getLeastSignificantBits()));
        return buffer.array();
    }

    /**
     * Reads what {@link #ofGroups} writes.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    static List<UUID> groups(byte[] content) {
        if (content.length % UUID_BYTES != 0) {
            throw new IllegalArgumentException("a list of groups has " + content.length + " bytes");
        }
        List<UUID> groups = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            groups.add(new UUID(buffer.getLong(), buffer.getLong()));
        }
        return List.copyOf(groups);
    }

    private static MethodDescriptor<byte[], Reply> method(String name) {
        return MethodDescriptor.<byte[], Reply>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Questions())
                .setResponseMarshaller(new Replies())
                .build();
    }

    /** Bytes whose number gRPC can know, so that it does not collect them once more. */
    private static final class Content extends ByteArrayInputStream implements KnownLength {
        Content(byte[] bytes) {
            super(bytes);
        }
    }

    private static byte[] read(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException failure) {
            throw Status.INTERNAL
                    .withDescription("a message of " + SERVICE + " could not be read")
                    .withCause(failure)
                    .asRuntimeException();
        }
    }

    private static final class Questions implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] question) {
            return new Content(question);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return read(stream);
        }
    }

    private static final class Replies implements MethodDescriptor.Marshaller<Reply> {
        @Override
        public InputStream stream(Reply reply) {
            byte[] framed = new byte[1 + reply.content().length];
            framed[0] = (byte) reply.kind().code;
            System.arraycopy(reply.content(), 0, framed, 1, reply.content().length);
            return new Content(framed);
        }

        @Override
        public Reply parse(InputStream stream) {
            try {
                int code = stream.read();
                return new Reply(code < 0 ? Kind.UNKNOWN : Kind.of(code), read(stream));
            } catch (IOException failure) {
                throw Status.INTERNAL.withCause(failure).asRuntimeException();
            }
        }
    }
}
