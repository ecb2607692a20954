package dev.sluice.domain.group;

/** How many groups of a system a task may ask for: whoever makes up departments must not fill a directory. */
public interface GroupQuota {
    /** Every group may be asked for. */
    GroupQuota UNLIMITED = new GroupQuota() {
        @Override
        public boolean hasRoom(int limit) {
            return true;
        }

        @Override
        public boolean isTold() {
            return false;
        }
    };

    /**
     * Whether one more group of the system may be asked for here.
     *
     * @param limit the limit of the system, for all tasks together
     * @return true if so
     */
    boolean hasRoom(int limit);

    /**
     * Whether another group tells already that there is no room.
     *
     * @return true if so
     */
    boolean isTold();
}
