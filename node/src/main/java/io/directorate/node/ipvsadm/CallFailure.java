package io.directorate.node.ipvsadm;

/** A call that ends here: what stands on standard error, and the exit status. */
final class CallFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of wrong options and values. */
    static final int USAGE = 2;
    /** Of what popt or the kernel refuses: {@code exit(-1)}. */
    static final int REFUSED = 255;
    /** Of a listing that fails. */
    static final int UNREADABLE = 1;

    private final int status;
    private final boolean endsRestore;

    private CallFailure(int status, boolean endsRestore, String message) {
        super(message, null, false, false);
        this.status = status;
        this.endsRestore = endsRestore;
    }

    /** Wrong options: the program ends, also amid the lines of a restore. */
    static CallFailure usage(String message) {
        return new CallFailure(USAGE, true, message);
    }

    static void usageUnless(boolean condition, String message) {
        if (!condition) {
            throw usage(message);
        }
    }

    /** The program ends, also amid the lines of a restore. */
    static CallFailure fatal(int status, String message) {
        return new CallFailure(status, true, message);
    }

    /** This call fails; a restore goes on with its next line. */
    static CallFailure refused(String message) {
        return new CallFailure(REFUSED, false, message);
    }

    int status() {
        return status;
    }

    /** Whether a restore stops at the line that fails so. */
    boolean endsRestore() {
        return endsRestore;
    }

    /** What to print, never null. */
    String text() {
        return String.valueOf(getMessage());
    }
}
