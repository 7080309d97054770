/* One stage in C: morning care, the same acts on the same arrays as the compiled rules.
 *
 * Residents who need help to get up fall due; the carer who is free first takes the task that
 * scores highest, gives it in one of two manners, asks or does not, and comes to know the
 * resident. `morning_care.py` holds the same stage by the package's own rules and by plain Mesa
 * objects, hands all three the same random numbers and compares what they come to.
 *
 * gcc -O3 -march=native -ffast-math -fPIC -c morning_care.c, then gcc -shared: see morning_care.py
 */
#include <math.h>
#include <stdint.h>

typedef struct {
    double up_least_min, up_most_min, task_spread_share;
    double reach_min, lateness_per_h, consistency_01;
    double willing_values_share, willing_habit_share, exhaustion_dampens_share;
    double able_skill_share, able_understanding_share, plan_stands_in_share, plan_quality_01;
    double handover_min, handover_full_min, handover_base_share;
    double understanding_calms_share, fear_binds_share, pressure_half;
    double manner_intercept, willing_slope, able_slope, allowed_slope, time_slope;
    double unfamiliar_extra_share, person_centred_extra_share;
    double offer_person_centred_share, offer_task_first_share, asking_min;
    double care_relief_share, knowledge_per_h, knowledge_task_first_share;
    double trust_floor_01, trust_late_share, trust_per_h, habit_acts, norm_acts_per_resident;
    double rules_reading_01, overhead_share, starts_min, ends_min;
} Params;
typedef struct { double dependency_01, rise_due_min, need_comfort_01; } Resident;
typedef struct {
    double values_01, habit_01, exhaustion_01, skill_01, understanding_01;
    double rules_understanding_01, empowerment_01, push_up, free_min;
} Worker;
typedef struct { double knowledge_01, trust_01; } Tie;
typedef struct { double norm_01, acts, person_centred, offered, minutes; } Unit;
typedef struct { double minutes, due_min, urgency, urgency_per_min; int64_t resident, open; } Task;

enum { LUCK = 3 };

static double moved(double level, double towards, double share) {
    return level + share * (towards - level);
}

static double saturating(double amount) { return amount / (1.0 + amount); }

void mornings(const Params *p, Resident *residents, int64_t n_residents, Worker *workers,
              int64_t n_workers, Tie *ties, Unit *unit, Task *tasks, const double *luck,
              int64_t n_mornings) {
    for (int64_t morning = 0; morning < n_mornings; morning++) {
        const double *u = luck + morning * n_residents * LUCK;
        double waiting = 0.0;
        for (int64_t r = 0; r < n_residents; r++) {
            double base = p->up_least_min +
                          (p->up_most_min - p->up_least_min) * residents[r].dependency_01;
            double minutes = base * (1.0 + p->task_spread_share * (2.0 * u[r * LUCK] - 1.0));
            double ease = 1.0 / (p->reach_min + minutes);
            double per_min = p->lateness_per_h * (1.0 / 60.0) * ease, due = residents[r].rise_due_min;
            tasks[r] = (Task){minutes, due, ease - per_min * due, per_min, r, 1};
            waiting += minutes;
        }
        double pressure = waiting / ((p->ends_min - p->starts_min) * n_workers);
        double ratio = pressure / p->pressure_half, time = 1.0 / (1.0 + ratio * ratio);
        for (int64_t w = 0; w < n_workers; w++) workers[w].free_min = p->starts_min;
        for (;;) {
            int64_t first = 0, best = -1;
            for (int64_t w = 1; w < n_workers; w++)
                if (workers[w].free_min < workers[first].free_min) first = w;
            Worker *worker = workers + first;
            double now = worker->free_min, best_score = 0.0, next = p->ends_min;
            if (now >= p->ends_min) break;
            for (int64_t r = 0; r < n_residents; r++) {
                const Task *task = tasks + r;
                if (!task->open) continue;
                if (task->due_min > now) {
                    next = fmin(next, task->due_min);
                    continue;
                }
                double score = worker->push_up * (task->urgency + task->urgency_per_min * now);
                score *= 1.0 + p->consistency_01 * ties[first * n_residents + r].knowledge_01;
                if (score > best_score) best = r, best_score = score;
            }
            if (best < 0) {
                worker->free_min = next;
                continue;
            }
            Tie *tie = ties + first * n_residents + best;
            double drive = p->willing_values_share * worker->values_01 +
                           p->willing_habit_share * worker->habit_01 +
                           (1.0 - p->willing_values_share - p->willing_habit_share) * unit->norm_01;
            double willing = drive * (1.0 - p->exhaustion_dampens_share * worker->exhaustion_01);
            double briefed = fmin(1.0, p->handover_min / p->handover_full_min);
            double told = p->handover_base_share + (1.0 - p->handover_base_share) * briefed;
            double paper = p->plan_stands_in_share * told * p->plan_quality_01;
            double familiar = fmax(tie->knowledge_01, paper);
            double able = p->able_skill_share * worker->skill_01 +
                          p->able_understanding_share * worker->understanding_01 +
                          (1.0 - p->able_skill_share - p->able_understanding_share) * familiar;
            double fear = p->rules_reading_01 *
                          (1.0 - p->understanding_calms_share * worker->rules_understanding_01);
            double allowed = worker->empowerment_01 * (1.0 - p->fear_binds_share * fear);
            double logit = p->manner_intercept + p->willing_slope * willing + p->able_slope * able +
                           p->allowed_slope * allowed + p->time_slope * time;
            int centred = u[best * LUCK + 1] < 1.0 / (1.0 + exp(-logit));
            double took = tasks[best].minutes *
                          (1.0 + p->unfamiliar_extra_share * (1.0 - tie->knowledge_01));
            if (centred) took *= 1.0 + p->person_centred_extra_share;
            double offer = centred ? p->offer_person_centred_share : p->offer_task_first_share;
            if (u[best * LUCK + 2] < offer) took += p->asking_min, unit->offered += 1.0;
            residents[best].need_comfort_01 *= 1.0 - p->care_relief_share;
            double attention = centred ? 1.0 : p->knowledge_task_first_share;
            double learning = p->knowledge_per_h * attention * took * (1.0 / 60.0);
            tie->knowledge_01 += (1.0 - tie->knowledge_01) * saturating(learning);
            double earned = p->trust_floor_01 + (1.0 - p->trust_floor_01) * worker->values_01;
            tie->trust_01 = moved(tie->trust_01, earned,
                                  saturating(p->trust_per_h * took * (1.0 / 60.0)));
            double done = centred ? 1.0 : 0.0;
            worker->habit_01 = moved(worker->habit_01, done, 1.0 / p->habit_acts);
            unit->norm_01 = moved(unit->norm_01, done,
                                  1.0 / (p->norm_acts_per_resident * n_residents));
            unit->acts += 1.0;
            unit->person_centred += done;
            unit->minutes += took;
            tasks[best].open = 0;
            worker->free_min = now + took / (1.0 - p->overhead_share);
        }
    }
}
