/* The yardstick: a toy care home, hour by hour, as plain as C can have it.
 *
 * 40 residents and 40 workers, three shifts. Every hour needs grow and care falls due, more at
 * the day's peaks; each resident with something due gets the free worker who knows them best,
 * who gives care in one of two manners (one logistic rule, one draw); free workers keep the
 * neediest company. It is no model of anything: it does, per resident-hour, about the kind of
 * work that an hour of the real engine does first of all, and tells what this machine can do.
 *
 * gcc -O3 -march=native -ffast-math hour_loop.c -lm && ./a.out 64
 * prints: seconds for so many home-years, milliseconds for one, a checksum.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RESIDENTS = 40, WORKERS = 40, DAYS = 365, HOURS = 24, SHIFTS = 3 };

static double need[RESIDENTS], due_min[RESIDENTS];
static double knows[RESIDENTS][WORKERS];
static double values[WORKERS], strain[WORKERS], free_min[WORKERS];

static uint64_t scramble(uint64_t x) {
    x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdULL;
    x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
}

static double chance(uint64_t home, uint64_t hour, uint64_t who, uint64_t what) {
    uint64_t counter = (hour << 20) ^ (who << 8) ^ what;
    return (double)(scramble(scramble(home ^ 0x2545f4914f6cdd1dULL) + counter) >> 11) * 0x1p-53;
}

static double peak(int hour) {
    return hour == 7 || hour == 8 || hour == 9 || hour == 12 || hour == 17 || hour == 20 ? 0.5 : 0.1;
}

static double home_year(uint64_t home) {
    double centred = 0.0, acts = 0.0;
    memset(need, 0, sizeof need);
    memset(due_min, 0, sizeof due_min);
    memset(knows, 0, sizeof knows);
    memset(strain, 0, sizeof strain);
    for (int w = 0; w < WORKERS; w++) values[w] = chance(home, 0, w, 1);
    for (int day = 0; day < DAYS; day++) {
        for (int hour = 0; hour < HOURS; hour++) {
            uint64_t now = (uint64_t)day * HOURS + hour;
            int first = hour / (HOURS / SHIFTS) * (WORKERS / 4);
            int on_duty = hour >= 7 && hour < 21 ? WORKERS / 5 : WORKERS / 10;
            double waiting = 0.0;
            for (int k = 0; k < on_duty; k++) free_min[k] = 60.0;
            for (int r = 0; r < RESIDENTS; r++) {
                need[r] += 0.01;
                if (chance(home, now, r, 2) < peak(hour)) due_min[r] += 12.0;
                waiting += due_min[r];
            }
            double pressure = waiting / (60.0 * on_duty);
            int turn = (int)(chance(home, now, 0, 3) * RESIDENTS);
            for (int i = 0; i < RESIDENTS; i++) {
                int r = (i + turn) % RESIDENTS, chosen = -1;
                double best = -1.0;
                if (due_min[r] <= 0.0) continue;
                for (int k = 0; k < on_duty; k++) {
                    double known = knows[r][(first + k) % WORKERS];
                    if (free_min[k] >= due_min[r] && known > best) best = known, chosen = k;
                }
                if (chosen < 0) {
                    need[r] += 0.05;
                    continue;
                }
                int w = (first + chosen) % WORKERS;
                double score = values[w] + best - pressure - strain[w];
                double spent = due_min[r];
                acts += 1.0;
                if (chance(home, now, r, 4) < 1.0 / (1.0 + exp(-score))) {
                    centred += 1.0;
                    spent *= 1.3;
                    need[r] *= 0.7;
                    knows[r][w] += 0.02 * (1.0 - knows[r][w]);
                } else {
                    need[r] *= 0.95;
                    knows[r][w] += 0.005 * (1.0 - knows[r][w]);
                }
                free_min[chosen] -= spent;
                due_min[r] = 0.0;
            }
            for (int k = 0; k < on_duty; k++) {
                int w = (first + k) % WORKERS, neediest = 0;
                strain[w] += 0.001 * (pressure - strain[w]);
                if (free_min[k] <= 10.0) continue;
                for (int r = 1; r < RESIDENTS; r++)
                    if (need[r] > need[neediest]) neediest = r;
                need[neediest] *= 0.6;
                knows[neediest][w] += 0.01 * (1.0 - knows[neediest][w]);
            }
        }
        for (int r = 0; r < RESIDENTS; r++)
            for (int w = 0; w < WORKERS; w++) knows[r][w] *= 0.998;
    }
    return centred / acts;
}

int main(int count, char **given) {
    int homes = count > 1 ? atoi(given[1]) : 64;
    struct timespec began, ended;
    double sum = 0.0;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int home = 0; home < homes; home++) sum += home_year(home);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    double seconds = ended.tv_sec - began.tv_sec + 1e-9 * (ended.tv_nsec - began.tv_nsec);
    printf("%d home-years %.3fs %.3f ms/home-year check %.6f\n", homes, seconds,
           1e3 * seconds / homes, sum / homes);
    return 0;
}
