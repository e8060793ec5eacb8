#include "watch/flow/nearby.h"

static void note_mute(struct nearby *n, const struct addr *a)
{
    for (unsigned i = 0; i < n->n_mute; i++)
        if (addr_eq(&n->mute[i], a))
            return;
    if (n->n_mute < NEARBY_MUTE)
        n->mute[n->n_mute++] = *a;
}

void nearby_note(struct nearby *n, const struct contact *c, bool inferred)
{
    bool looks = c->technique == TECHNIQUE_ARP || c->technique == TECHNIQUE_ND;
    if (looks && c->outcome == SIGHT_SILENT) {
        note_mute(n, &c->src);
    } else if (looks && c->outcome == SIGHT_SUCCESS) {
        n->heard |= n->answered.len && !addr_eq(&n->answered, &c->src);
        n->answered = n->answered.len ? n->answered : c->src;
    } else {
        n->went_on |= inferred;
    }
}

bool nearby_is_unheard(const struct nearby *n)
{
    return !n->heard && (n->n_mute == NEARBY_MUTE || n->went_on);
}
