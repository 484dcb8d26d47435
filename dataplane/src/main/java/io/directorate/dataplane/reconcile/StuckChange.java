package io.directorate.dataplane.reconcile;

/**
 * A change that the dataplane refuses.
 *
 * @param change what was to be done, in a line
 * @param difference that it would remove
 * @param errno the kernel's error, such as {@code ENOENT}
 * @param message the kernel's reason
 * @param attempts 1 or more
 */
public record StuckChange(String change, String difference, String errno, String message, int attempts) {}
