/* libical's own reading of RFC 5545: parses a calendar, checks every component against the restrictions, prints counts.
   gcc -o restrictions restrictions.c -lical */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static int wrong(icalcomponent *component)
{
    int found = 0;
    icalproperty *each = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY);
    for (; each; each = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY))
        if (icalproperty_isa(each) == ICAL_XLICERROR_PROPERTY) {
            fprintf(stderr, "%s\n", icalproperty_as_ical_string(each));
            found++;
        }
    icalcomponent *inner = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
    for (; inner; inner = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT))
        found += wrong(inner);
    return found;
}

int main(int count, char **words)
{
    FILE *file = fopen(words[count - 1], "rb");
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc(size + 1, 1);
    if (fread(text, 1, size, file) != (size_t)size) return 2;
    icalcomponent *calendar = icalparser_parse_string(text);
    if (!calendar) return 2;
    int right = icalrestriction_check(calendar);
    int events = icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT);
    int faults = wrong(calendar);
    printf("%s %d %d %d\n", ICAL_VERSION, right, events, faults);
    return right && !faults ? 0 : 1;
}
