/** The feed's parts for simulations: real ones, driven step by step. */
@NullMarked
package io.directorate.consensus.feed;

import org.jspecify.annotations.NullMarked;
