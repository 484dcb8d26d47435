/** Root of the events module. */
@NullMarked
package io.directorate.events;

import org.jspecify.annotations.NullMarked;
