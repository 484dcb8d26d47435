/** Root of the node module. */
@NullMarked
package io.directorate.node;

import org.jspecify.annotations.NullMarked;
