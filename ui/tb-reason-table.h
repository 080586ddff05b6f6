/* tb-reason-table: the words of each reason for which somebody is refused. Data only; tb-sentence makes sentences of it. */
#pragma once

#include "tb-sentence.h"

extern const TbReasonText tb_reason_enrolment[];
extern const guint        tb_reason_enrolment_size;

extern const TbReasonText tb_reason_table[];
extern const guint        tb_reason_table_size;   /* the last row, `other`, stands for every code without words */
