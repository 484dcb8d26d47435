/** Tests of the journal's and image's only writer. */
@NullMarked
package io.directorate.node.projection;

import org.jspecify.annotations.NullMarked;
