/** Root of the loadtest module. */
@NullMarked
package io.directorate.loadtest;

import org.jspecify.annotations.NullMarked;
