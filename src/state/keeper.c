#include "state/priv_state.h"

static void *keep(void *of)
{
    struct keeper *k = of;
    pthread_mutex_lock(&k->lock);
    while (!k->ending) {
        if (!k->wanted) {
            pthread_cond_wait(&k->turn, &k->lock);
            continue;
        }
        k->wanted = false;
        pthread_mutex_unlock(&k->lock);
        /* What fails now (disk full, a reader in the way) is tried again after the next round: the log keeps
         * it. */
        (void)sqlite3_wal_checkpoint_v2(k->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        pthread_mutex_lock(&k->lock);
    }
    pthread_mutex_unlock(&k->lock);
    return NULL;
}

int keeper_begin(struct keeper *k)
{
    int error = pthread_create(&k->thread, NULL, keep, k);
    k->running = error == 0;
    return -error;
}

void keeper_init(struct keeper *k)
{
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->turn, NULL);
}

void keeper_fini(struct keeper *k)
{
    pthread_cond_destroy(&k->turn);
    pthread_mutex_destroy(&k->lock);
}

void keeper_wake(struct keeper *k)
{
    pthread_mutex_lock(&k->lock);
    k->wanted = true;
    pthread_cond_signal(&k->turn);
    pthread_mutex_unlock(&k->lock);
}

void keeper_end(struct keeper *k)
{
    if (!k->running)
        return;
    pthread_mutex_lock(&k->lock);
    k->ending = true;
    pthread_cond_signal(&k->turn);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    k->running = false;
}
