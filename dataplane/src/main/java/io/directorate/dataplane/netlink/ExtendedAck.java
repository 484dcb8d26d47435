package io.directorate.dataplane.netlink;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel adds to an error, {@code enum nlmsgerr_attrs} of {@code include/uapi/linux/netlink.h}.
 *
 * @param text the kernel's own words
 * @param attributeOffset where in the request the offending attribute begins
 * @param missingAttribute the type of an attribute that was expected and is missing
 */
record ExtendedAck(@Nullable String text, OptionalInt attributeOffset, OptionalInt missingAttribute) {
    /** NLMSGERR_ATTR_MSG, a string. */
    private static final int ATTR_MSG = 1;
    /** NLMSGERR_ATTR_OFFS, u32. */
    private static final int ATTR_OFFS = 2;
    /** NLMSGERR_ATTR_MISS_TYPE, u32. */
    private static final int ATTR_MISS_TYPE = 5;

    /** The longest text that is kept, in bytes. */
    private static final int MAX_TEXT_BYTES = 4096;

    static @Nullable ExtendedAck read(AttributeReader attributes) {
        String text = null;
        OptionalInt offset = OptionalInt.empty();
        OptionalInt missing = OptionalInt.empty();
        boolean any = false;
        while (attributes.next()) {
            switch (attributes.type()) {
                case ATTR_MSG -> text = attributes.string(MAX_TEXT_BYTES);
                case ATTR_OFFS -> offset = OptionalInt.of(attributes.u32());
                case ATTR_MISS_TYPE -> missing = OptionalInt.of(attributes.u32());
                default -> {
                    continue;
                }
            }
            any = true;
        }
        return any ? new ExtendedAck(text, offset, missing) : null;
    }

    String describe() {
        StringBuilder out = new StringBuilder();
        if (text != null) {
            out.append("; the kernel says: ").append(text);
        }
        if (attributeOffset.isPresent()) {
            out.append("; at the attribute at byte ").append(attributeOffset.getAsInt());
        }
        if (missingAttribute.isPresent()) {
            out.append("; missing attribute ").append(missingAttribute.getAsInt());
        }
        return out.toString();
    }
}
