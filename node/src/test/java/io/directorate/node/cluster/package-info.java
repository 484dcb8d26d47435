/** Tests of founding, joining and finding the leader. */
@NullMarked
package io.directorate.node.cluster;

import org.jspecify.annotations.NullMarked;
