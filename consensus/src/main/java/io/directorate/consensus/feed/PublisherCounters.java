package io.directorate.consensus.feed;

/**
 * What happened to a publisher since it was made; all only grow. Names for metrics: {@code feed_publisher_} and the
 * component's name with underscores.
 *
 * @param published events put on the ring
 * @param announced those of them that were too large and only announced
 * @param errors times that the ring or the source failed
 * @param resumes times that the end of the ring was looked for
 * @param resets times that the ring was found lost, begun anew, or of another history, and was filled again
 */
public record PublisherCounters(long published, long announced, long errors, long resumes, long resets) {}
