"""What the office's forms ask for; they check shape, the operations check business."""
