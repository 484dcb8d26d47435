/** Whole directors on the fake kernel, spoken to over real sockets. */
@NullMarked
package io.directorate.node.director;

import org.jspecify.annotations.NullMarked;
