/* tb-compliance-page-private: what the files of the page of compliance share. */
#pragma once

#include <adwaita.h>

#include "tb-chart.h"
#include "tb-compliance.h"
#include "tb-compliance-page.h"
#include "tb-look.h"

G_BEGIN_DECLS

/* All standards together stand behind the last. */
#define TB_COMPLIANCE_ALL     TB_N_STANDARDS
#define TB_COMPLIANCE_N_TILES (TB_N_STANDARDS + 1)

/* One standard and its score; pressed, it lists only what that standard asks. */
typedef struct
{
  GtkToggleButton *button;
  GtkLabel *score;
  GtkLabel *about;
} TbComplianceTile;

struct _TbCompliancePage
{
  GtkWidget parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbCompliance *compliance;     /* of the present run, NULL without one; used by one worker at a time */
  TbReview *review;             /* what was found last, NULL for nothing yet */
  GArray *trend;                /* of TbTrendPoint, NULL for not asked */
  GCancellable *looking;        /* NULL while nobody looks */
  GCancellable *saving;         /* NULL while no report is written */
  char *problem;
  char *shown;                  /* what the list of devices says: it is made anew when that changes */
  char *shown_waivers;
  char *device;                 /* name of who is chosen, NULL for nobody */
  guint first;                  /* which of the findings is in the first row of the list of devices */

  TbProvision chosen;           /* TB_N_PROVISIONS for none */
  const TbReviewFinding *finding;   /* the chosen one, of @review; NULL for none */
  guint standard;               /* TB_COMPLIANCE_ALL for all */
  gboolean is_filling;          /* the page itself moves selections */
  gboolean is_led;              /* somebody else was selected elsewhere, and the page has not gone there yet */
  gboolean wants_trend;
  guint soon;                   /* source: looks */
  gint64 looked_us;             /* at which time was looked, -1 */
  guint64 position;             /* and how many records there were by then */
  gint64 begun_us;              /* real time */
  gint64 rests_until_us;        /* real time */
  GtkWidget *rows[TB_N_PROVISIONS];              /* the list owns them */
  TbComplianceTile tiles[TB_COMPLIANCE_N_TILES]; /* the box owns them */
  TbChart *chart;               /* the popover owns it */

  /* template */
  GtkStack *pages;
  AdwStatusPage *empty;
  GtkBox *scores;
  GtkStack *save_pages;
  GtkPopover *formula;
  GtkBox *trend_box;
  GtkEditable *search;
  GtkToggleButton *only_findings;
  GtkLabel *status;
  GtkSpinner *spinner;
  GtkStack *lists;
  GtkListBox *provisions;
  GtkWidget *side;
  GtkImage *badge;
  GtkLabel *title;
  GtkLabel *word;
  GtkLabel *source;
  GtkWidget *devices_frame;
  GtkListBox *devices;
  GtkLabel *more;
  GtkWidget *go_device;
  GtkLabel *why;
  GtkLabel *mend_text;
  GtkWidget *mend_box;
  GtkLabel *mend;
  GtkWidget *deeds;
  GtkMenuButton *let_off;
  GtkPopover *form;
  GtkDropDown *whom;
  GtkEditable *until;
  GtkLabel *until_words;
  GtkEditable *reason;
  GtkBox *waivers;
  GtkWidget *waivers_title;
};

/* tb-compliance-page-look.c: what a worker finds */
void       tb_compliance_page_follow        (TbCompliancePage *self);    /* soon, if time has moved */
void       tb_compliance_page_forget        (TbCompliancePage *self);    /* the run */
void       tb_compliance_page_show          (TbCompliancePage *self);    /* what was found last */

/* tb-compliance-page-list.c: which provisions are listed */
void       tb_compliance_page_list          (TbCompliancePage *self);
void       tb_compliance_page_show_status   (TbCompliancePage *self);
gboolean   tb_compliance_page_is_listed     (TbCompliancePage *self, TbProvision provision);
int        tb_compliance_page_rank          (TbCompliancePage *self, TbProvision provision);    /* the least comes first */

/* tb-compliance-page-lead.c: what is selected elsewhere is chosen here */
void       tb_compliance_page_be_led        (TbCompliancePage *self);    /* by a selection that is new */
void       tb_compliance_page_lead          (TbCompliancePage *self);    /* there, if that has not been done */

/* tb-compliance-page-row.c: a provision, or who does not meet it, in a list */
GtkWidget *tb_compliance_row_new            (TbProvision provision);
void       tb_compliance_row_set            (GtkWidget *row, const TbReviewRow *found);
GtkWidget *tb_compliance_device_new         (const TbReviewFinding *finding);
const TbLook *tb_compliance_look            (TbProvision provision);

/* tb-compliance-page-score.c: scores and their trend */
void       tb_compliance_page_make_scores   (TbCompliancePage *self);
void       tb_compliance_page_show_scores   (TbCompliancePage *self);
void       tb_compliance_page_show_trend    (TbCompliancePage *self);

/* tb-compliance-page-detail.c: the chosen provision and device */
void       tb_compliance_page_show_chosen   (TbCompliancePage *self);
void       tb_compliance_page_show_finding  (TbCompliancePage *self);

/* tb-compliance-page-waiver.c: who is let off */
void       tb_compliance_page_show_form     (TbCompliancePage *self);
void       tb_compliance_page_check_form    (TbCompliancePage *self);
void       tb_compliance_page_show_waivers  (TbCompliancePage *self);
void       tb_compliance_page_waive         (TbCompliancePage *self);

/* tb-compliance-page-report.c: a report about the fleet */
void       tb_compliance_page_write_report  (TbCompliancePage *self, const char *path);
void       tb_compliance_page_stop_report   (TbCompliancePage *self);
void       tb_compliance_page_install_saves (GtkWidgetClass *widget_class);

G_END_DECLS
