package io.directorate.events.codec;

import io.directorate.events.service.Event;

/**
 * An event beside its JSON as it stands in a log entry, so that nobody writes it a second time.
 *
 * @param event the event
 * @param type its type's name, such as {@code service-added}
 * @param json its envelope as the log holds it, UTF-8; neither copied nor changed, so the caller must not change it either
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; bodies are too many to copy each.
public record EncodedEvent(Event event, String type, byte[] json) {}
