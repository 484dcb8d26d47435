package io.directorate.dataplane.netlink;

/**
 * One message of a batch that the kernel refused; the others were carried out all the same.
 *
 * @param index the message's place in the batch, from 0
 * @param error why it was refused
 */
public record BatchFailure(int index, NetlinkException error) {}
