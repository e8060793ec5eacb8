/* What a person does next about an alert: a step or two, by what it is and where it comes from. */
#pragma once

#include "model/record.h"

/* A gettext id in English; NULL: nobody need do anything. */
const char *advice_of(const struct record_alert *a);
