/** Tests of the feed; start at {@code FollowerCoreTest}. */
@NullMarked
package io.directorate.consensus.feed;

import org.jspecify.annotations.NullMarked;
