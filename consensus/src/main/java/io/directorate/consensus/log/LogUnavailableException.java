package io.directorate.consensus.log;

/** The entry was certainly not written: no quorum, no space, damaged, overloaded, closed. Nothing has changed. */
public final class LogUnavailableException extends ServiceLogException {
    private static final long serialVersionUID = 1;

    private final transient LogProblem problem;

    /**
     * Makes the exception.
     *
     * @param problem why
     */
    public LogUnavailableException(LogProblem problem) {
        super(problem.message());
        this.problem = problem;
    }

    /**
     * Makes the exception.
     *
     * @param problem why
     * @param cause the underlying failure
     */
    public LogUnavailableException(LogProblem problem, Throwable cause) {
        super(problem.message(), cause);
        this.problem = problem;
    }

    /**
     * Why the entry was refused.
     *
     * @return the problem, of the same text as this exception
     */
    public LogProblem problem() {
        return problem;
    }
}
