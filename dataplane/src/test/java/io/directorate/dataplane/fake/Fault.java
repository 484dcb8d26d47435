package io.directorate.dataplane.fake;

/** What can happen to one datagram of the kernel on its way. */
public enum Fault {
    /** It never comes. */
    DROP_REPLY,
    /** It ends in the middle of its last message. */
    CUT_REPLY,
    /** Only its first three bytes come. */
    CUT_HEADER,
    /** It answers a request that was not made. */
    WRONG_SEQUENCE,
    /** It answers another socket. */
    WRONG_PORT,
    /** Its messages are of a type that nobody asked for. */
    WRONG_TYPE,
    /** Its messages carry another command of the family. */
    WRONG_COMMAND,
    /** Attributes' lengths reach beyond the message. */
    LONG_ATTRIBUTE,
    /** Every byte after the message headers is 0xff. */
    GARBAGE,
    /** It is longer than the receive buffer. */
    OVERSIZE,
    /** The receive buffer is full: it is dropped, and the next receive says ENOBUFS. */
    NO_BUFFERS,
    /** The table changed while it was dumped: NLM_F_DUMP_INTR. */
    DUMP_INTERRUPTED,
    /** It comes after the time-out, before the next answer. */
    DELAY
}
