"""The Process itself: co-operation areas, action plans and their actions, meetings and who
attended, mandates.

models.py    CooperationArea, ActionPlan, Action, Meeting, Attendance, Mandate
timeline.py  the story of the Process in the order of time
"""
