/** Tests of what makes several directors one. */
@NullMarked
package io.directorate.node.cluster;

import org.jspecify.annotations.NullMarked;
