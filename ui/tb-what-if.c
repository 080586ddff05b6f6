/* tb-what-if: see the header. */
#include "tb-what-if.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-what-if-work.h"

#define WAIT_MS 100             /* after a change: a slider that is dragged changes often */
#define LOOK_MS 100             /* between two looks at how many runs are done */

struct _TbWhatIf
{
  GObject parent_instance;

  TbPopulation population;
  TbWhatIfTerms terms;
  TbWhatIfTerms own_terms;
  guint64 seed;
  guint n_runs;
  guint n_threads;
  gboolean is_active;
  gboolean is_wanted;            /* there are numbers that make curves, and not all of these are there */
  gboolean is_old;               /* curves are of other numbers */
  gboolean is_shown[TB_N_ARMS];

  /* owned */
  TbFleet *fleet;
  TbArmCurve *curves[TB_N_ARMS];
  TbWhatIfJob *job;              /* under way, NULL for none */
  guint next_band;               /* arm */
  char *complaint;
  guint wait_source;
  guint look_source;
};

enum { CHANGED, TERMS_CHANGED, PROGRESS, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbWhatIf, tb_what_if, G_TYPE_OBJECT)

static gboolean
has_population (TbWhatIf *self)
{
  return self->population.fleet != NULL || self->population.preset != NULL;
}

/* --- work --- */

static void
stop (TbWhatIf *self)
{
  g_clear_handle_id (&self->wait_source, g_source_remove);
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_pointer (&self->job, tb_what_if_job_drop);
}

static void
conclude (TbWhatIf *self)
{
  stop (self);
  self->is_wanted = FALSE;
  g_signal_emit (self, signals[PROGRESS], 0);
}

static gboolean
on_look (gpointer data)
{
  g_signal_emit (data, signals[PROGRESS], 0);
  return G_SOURCE_CONTINUE;
}

/* A callback knows the job it was for; another may be under way by now. The object is not held by it: whoever goes away ends its job. */
typedef struct
{
  GWeakRef self;
  TbWhatIfJob *job;
} Wait;

static Wait *
wait_new (TbWhatIf *self)
{
  Wait *wait = g_new (Wait, 1);

  g_weak_ref_init (&wait->self, self);
  wait->job = tb_what_if_job_ref (self->job);
  return wait;
}

static void
wait_free (Wait *wait)
{
  g_weak_ref_clear (&wait->self);
  tb_what_if_job_unref (wait->job);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, wait_free)

static void start_band (TbWhatIf *self);

static void
on_band (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Wait) wait = data;
  g_autofree TbArmCurve *curve = tb_what_if_job_band_finish (result);
  TbArm arm;
  g_autoptr (TbWhatIf) self = g_weak_ref_get (&wait->self);

  if (self == NULL || self->job != wait->job || curve == NULL)
    return;
  arm = curve->arm;
  g_free (self->curves[arm]);
  self->curves[arm] = g_steal_pointer (&curve);
  self->next_band++;
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->job == wait->job)
    start_band (self);
}

static void
start_band (TbWhatIf *self)
{
  if (self->next_band < TB_N_ARMS && self->job->n_runs > 0)
    tb_what_if_job_band_async (self->job, self->curves[self->next_band], on_band, wait_new (self));
  else
    conclude (self);
}

static void
take_curves (TbWhatIf *self, GPtrArray *curves)
{
  for (guint i = 0; i < TB_N_ARMS; i++)
    {
      g_free (self->curves[i]);
      self->curves[i] = g_steal_pointer (&curves->pdata[i]);
    }
  self->is_old = FALSE;
  self->next_band = 0;
  self->job->n_runs = self->n_runs > 0 ? tb_arm_curve_afford (self->curves, TB_N_ARMS, self->n_runs) : 0;
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Wait) wait = data;
  g_autoptr (GPtrArray) curves = tb_what_if_job_run_finish (result);
  g_autoptr (TbWhatIf) self = g_weak_ref_get (&wait->self);

  if (self == NULL || self->job != wait->job || curves == NULL)
    return;
  take_curves (self, curves);
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->job == wait->job)
    start_band (self);
}

static guint
count_threads (TbWhatIf *self)
{
  return self->n_threads > 0 ? self->n_threads : MAX (g_get_num_processors (), 2) - 1;
}

static gboolean
on_waited (gpointer data)
{
  TbWhatIf *self = data;

  self->wait_source = 0;
  self->job = tb_what_if_job_new (&self->population, &self->terms, self->seed, count_threads (self), NULL);
  if (self->job == NULL)
    return G_SOURCE_REMOVE;
  self->look_source = g_timeout_add (LOOK_MS, on_look, self);
  tb_what_if_job_run_async (self->job, on_run, wait_new (self));
  return G_SOURCE_REMOVE;
}

static void
drop_curves (TbWhatIf *self)
{
  for (guint i = 0; i < TB_N_ARMS; i++)
    g_clear_pointer (&self->curves[i], g_free);
}

/* Whether the numbers will do is known at once; curves that are no longer true go. */
static void
check (TbWhatIf *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbWhatIfJob) job = has_population (self) ? tb_what_if_job_new (&self->population, &self->terms, 0, 1, &error) : NULL;

  g_free (self->complaint);
  self->complaint = error != NULL ? g_strdup (error->message) : NULL;
  if (job == NULL)
    drop_curves (self);
}

static void
start_over (TbWhatIf *self)
{
  stop (self);
  check (self);
  self->is_wanted = has_population (self) && self->complaint == NULL;
  self->is_old = TRUE;
  if (self->is_wanted && self->is_active)
    self->wait_source = g_timeout_add (WAIT_MS, on_waited, self);
  g_signal_emit (self, signals[TERMS_CHANGED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[PROGRESS], 0);
}

/* --- numbers --- */

static void
take_own_terms (TbWhatIf *self)
{
  if (has_population (self))
    tb_population_get_terms (&self->population, &self->own_terms);
  self->terms = self->own_terms;
  drop_curves (self);
  start_over (self);
}

/**
 * tb_what_if_set_fleet:
 * @self: a what-if
 * @fleet: (nullable): who is there; without an attacker there is no outbreak among them
 * @seed: of the run that is shown
 *
 * Asks about this fleet, with the numbers of its scenario.
 */
void
tb_what_if_set_fleet (TbWhatIf *self, TbFleet *fleet, guint64 seed)
{
  gboolean can = fleet != NULL && tb_fleet_get_attacker (fleet) != TB_NOBODY;

  stop (self);
  g_clear_pointer (&self->fleet, tb_fleet_unref);
  self->fleet = can ? tb_fleet_ref (fleet) : NULL;
  self->population = (TbPopulation) { .fleet = self->fleet };
  self->seed = seed;
  take_own_terms (self);
}

gboolean
tb_what_if_has_fleet (TbWhatIf *self)
{
  return self->fleet != NULL;
}

/**
 * tb_what_if_set_preset:
 * @self: a what-if
 * @code: (nullable): of a published outbreak, %NULL for this fleet
 *
 * Asks about it, with the numbers that were published.
 *
 * Returns: whether there is such a one
 */
gboolean
tb_what_if_set_preset (TbWhatIf *self, const char *code)
{
  const TbOutbreakPreset *preset = code != NULL ? tb_outbreak_preset_find (code) : NULL;

  if (code != NULL && preset == NULL)
    return FALSE;
  self->population = (TbPopulation) { .fleet = preset == NULL ? self->fleet : NULL, .preset = preset };
  take_own_terms (self);
  return TRUE;
}

const TbOutbreakPreset *
tb_what_if_get_preset (TbWhatIf *self)
{
  return self->population.preset;
}

TbVector
tb_what_if_get_vector (TbWhatIf *self)
{
  return has_population (self) ? tb_population_get_vector (&self->population) : TB_VECTOR_TELNET;
}

guint64
tb_what_if_get_seed (TbWhatIf *self)
{
  return self->seed;
}

const TbWhatIfTerms *
tb_what_if_get_terms (TbWhatIf *self)
{
  return &self->terms;
}

const TbWhatIfTerms *
tb_what_if_get_own_terms (TbWhatIf *self)
{
  return &self->own_terms;
}

/**
 * tb_what_if_set_term:
 * @self: a what-if
 * @term: which number
 * @value: any; one that makes no sense gets a sentence
 *
 * Changes one number.
 */
void
tb_what_if_set_term (TbWhatIf *self, TbTerm term, double value)
{
  double before = self->terms.values[term];

  if (value == before)
    return;
  self->terms.values[term] = value;
  if (term != TB_TERM_FLOOD_KBPS)
    {
      start_over (self);
      return;
    }
  g_signal_emit (self, signals[TERMS_CHANGED], 0);      /* it changes no curve */
}

/**
 * tb_what_if_reset:
 * @self: a what-if
 *
 * Makes the numbers those of the scenario or of the preset again.
 */
void
tb_what_if_reset (TbWhatIf *self)
{
  self->terms = self->own_terms;
  start_over (self);
}

const char *
tb_what_if_get_complaint (TbWhatIf *self)
{
  return self->complaint;
}

/* --- curves --- */

const TbArmCurve *
tb_what_if_get_curve (TbWhatIf *self, TbArm arm)
{
  return self->curves[arm];
}

gboolean
tb_what_if_is_shown (TbWhatIf *self, TbArm arm)
{
  return self->is_shown[arm];
}

void
tb_what_if_set_shown (TbWhatIf *self, TbArm arm, gboolean is_shown)
{
  if (self->is_shown[arm] == is_shown)
    return;
  self->is_shown[arm] = is_shown;
  g_signal_emit (self, signals[CHANGED], 0);
}

guint
tb_what_if_get_n_runs (TbWhatIf *self)
{
  return self->n_runs;
}

/**
 * tb_what_if_set_n_runs:
 * @self: a what-if
 * @n_runs: of each band, up to %TB_ARM_CURVE_MAX_RUNS; 0 for no bands. Fewer are made of an outbreak that takes long
 *
 * Chooses how many.
 */
void
tb_what_if_set_n_runs (TbWhatIf *self, guint n_runs)
{
  n_runs = MIN (n_runs, TB_ARM_CURVE_MAX_RUNS);
  if (self->n_runs == n_runs)
    return;
  self->n_runs = n_runs;
  start_over (self);
}

gboolean
tb_what_if_is_busy (TbWhatIf *self)
{
  return self->wait_source != 0 || self->job != NULL;
}

double
tb_what_if_get_progress (TbWhatIf *self)
{
  if (!tb_what_if_is_busy (self))
    return self->is_wanted ? 0 : 1;
  if (self->job == NULL || self->job->n_runs == 0)
    return 0;
  return g_atomic_int_get (&self->job->n_done) / ((double) TB_N_ARMS * self->job->n_runs);
}

static void
give_up (TbWhatIf *self)
{
  stop (self);
  if (self->is_old)
    drop_curves (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[PROGRESS], 0);
}

/**
 * tb_what_if_cancel:
 * @self: a what-if
 *
 * Ends what is under way, and keeps what there is of it. The next change starts over.
 */
void
tb_what_if_cancel (TbWhatIf *self)
{
  self->is_wanted = FALSE;
  if (tb_what_if_is_busy (self))
    give_up (self);
}

/**
 * tb_what_if_set_active:
 * @self: a what-if
 * @is_active: whether anybody looks
 *
 * Nothing is made while nobody does; what was put off is made up for.
 */
void
tb_what_if_set_active (TbWhatIf *self, gboolean is_active)
{
  if (self->is_active == is_active)
    return;
  self->is_active = is_active;
  if (!is_active && tb_what_if_is_busy (self))
    give_up (self);
  else if (is_active && self->is_wanted)
    start_over (self);
}

void
tb_what_if_set_n_threads (TbWhatIf *self, guint n_threads)
{
  self->n_threads = n_threads;
}

/* --- the object --- */

static void
tb_what_if_finalize (GObject *object)
{
  TbWhatIf *self = TB_WHAT_IF (object);

  stop (self);
  drop_curves (self);
  g_clear_pointer (&self->fleet, tb_fleet_unref);
  g_free (self->complaint);
  G_OBJECT_CLASS (tb_what_if_parent_class)->finalize (object);
}

static void
tb_what_if_class_init (TbWhatIfClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "terms-changed", "progress" };

  G_OBJECT_CLASS (klass)->finalize = tb_what_if_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], TB_TYPE_WHAT_IF, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_what_if_init (TbWhatIf *self)
{
  self->is_active = TRUE;
  self->n_runs = TB_WHAT_IF_RUNS;
  for (guint i = 0; i < TB_N_ARMS; i++)
    self->is_shown[i] = TRUE;
}

/**
 * tb_what_if_new:
 *
 * Returns: (transfer full): a what-if about nobody
 */
TbWhatIf *
tb_what_if_new (void)
{
  return g_object_new (TB_TYPE_WHAT_IF, NULL);
}
