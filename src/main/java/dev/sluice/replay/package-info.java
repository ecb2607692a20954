/** The real topology over files: the door for backtests and for anyone's own checks. */
package dev.sluice.replay;
