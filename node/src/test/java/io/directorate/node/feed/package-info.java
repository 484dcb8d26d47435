/** Tests of the feed as a director takes part in it. */
@NullMarked
package io.directorate.node.feed;

import org.jspecify.annotations.NullMarked;
