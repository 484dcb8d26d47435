package io.directorate.events.connection;

/**
 * Something in a sync message that a kernel refuses, and so do we.
 *
 * @param reason what is wrong
 * @param entry number of the entry concerned, from 0; -1 if it is the message's header
 * @param offset of the offending field, in bytes from the start of the message
 * @param detail the value found, and what was expected
 */
public record SyncRefusal(Reason reason, int entry, int offset, String detail) {

    /** How much of a message is lost. */
    public enum Scope {
        /** All of it. */
        MESSAGE,
        /** The entry and all behind it; those before it hold. */
        REST,
        /** The entry only. */
        ENTRY
    }

    /** What can be wrong. Kernel: {@code ip_vs_process_message} and {@code ip_vs_proc_sync_conn} in {@code net/netfilter/ipvs/ip_vs_sync.c}. */
    public enum Reason {
        /** Shorter than a header. */
        TOO_SHORT(Scope.MESSAGE, "message", "the message is shorter than its header"),
        /** The size field is not the length. */
        SIZE(Scope.MESSAGE, "size", "the size field is not the length of the message"),
        /** Neither version 1 nor version 0: another version, spare bits set, and no connections where version 0 counts them. */
        VERSION(Scope.MESSAGE, "version", "the message is neither of version 1 nor of version 0"),
        /** No room for the fixed part of an entry. */
        ENTRY_TRUNCATED(Scope.REST, "entry", "the message ends within an entry"),
        /** An entry's size is smaller than its fixed part or reaches beyond the message. */
        ENTRY_SIZE(Scope.REST, "entry.size", "the size of an entry does not fit"),
        /** An entry's version is not 0. */
        ENTRY_VERSION(Scope.REST, "entry.version", "the version of an entry is not 0"),
        /** Neither IPv4 nor IPv6. */
        ENTRY_TYPE(Scope.REST, "entry.type", "the type of an entry is neither IPv4 nor IPv6"),
        /** No room for an option's type and length. */
        OPTION_TRUNCATED(Scope.REST, "option", "an entry ends within an option"),
        /** An option's length is 0 or reaches beyond the entry. */
        OPTION_LENGTH(Scope.REST, "option.length", "the length of an option does not fit"),
        /** Sequence numbers of another length than 24, or twice. */
        SEQUENCE(Scope.REST, "option.sequence", "the option with sequence numbers has a wrong length or comes twice"),
        /** Persistence-engine data twice. */
        ENGINE_DATA(Scope.REST, "option.engineData", "the option with persistence-engine data comes twice"),
        /** A persistence engine's name longer than 16 bytes, or twice. */
        ENGINE_NAME(
                Scope.REST,
                "option.engineName",
                "the option with a persistence engine's name is too long or comes twice"),
        /** An option that the receiver must know, and does not. */
        OPTION_UNKNOWN(Scope.ENTRY, "option.type", "a mandatory option is not known"),
        /** Flags that exclude each other, or a one-packet connection. */
        FLAGS(Scope.ENTRY, "flags", "the flags are of a kind that is never synchronised"),
        /** A protocol that IPVS does not balance. */
        PROTOCOL(Scope.ENTRY, "protocol", "IPVS does not balance the protocol"),
        /** A state that the protocol does not have. */
        STATE(Scope.ENTRY, "state", "the protocol has no such state"),
        /** Persistence-engine data without a usable name. */
        ENGINE(Scope.ENTRY, "persistenceEngine", "there is persistence-engine data without an engine's name"),
        /** Directorate's own option is malformed; a kernel would skip it. */
        DIRECTORATE_OPTION(Scope.ENTRY, "option.directorate", "Directorate's own option is malformed");

        private final Scope scope;
        private final String field;
        private final String text;

        Reason(Scope scope, String field, String text) {
            this.scope = scope;
            this.field = field;
            this.text = text;
        }

        /**
         * Returns how much of the message is lost.
         *
         * @return the scope
         */
        public Scope scope() {
            return scope;
        }

        /**
         * Returns the field's name.
         *
         * @return such as {@code entry.size}
         */
        public String field() {
            return field;
        }

        /**
         * Returns what is wrong, in words.
         *
         * @return half a sentence
         */
        public String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return reason.text() + (entry < 0 ? "" : " (entry " + entry + ")") + " at byte " + offset + ": " + detail;
    }
}
